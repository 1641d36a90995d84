package io.deckhand.core.internal.handler;

import io.deckhand.HandlerProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The handlers that jars on the class path provide. */
public final class ProvidedHandlers {
    private ProvidedHandlers() {}

    /** Adds them to the application's own handlers. {@return the problems with their providers} */
    public static List<String> addTo(List<Object> objects) {
        List<String> problems = new ArrayList<>();
        Iterator<HandlerProvider> providers =
                ServiceLoader.load(HandlerProvider.class).iterator();
        boolean more = true;
        while (more) {
            try {
                more = providers.hasNext();
                if (more) {
                    add(providers.next(), objects, problems);
                }
            } catch (ServiceConfigurationError e) {
                problems.add("A handler provider cannot be loaded: " + e.getMessage() + ". Correct META-INF/services/"
                        + HandlerProvider.class.getName() + " in its jar, or the class.");
            }
        }
        return problems;
    }

    private static void add(HandlerProvider provider, List<Object> objects, List<String> problems) {
        try {
            Collection<?> provided = provider.handlers();
            for (Object object : provided) {
                if (object == null) {
                    problems.add(provider.getClass().getSimpleName() + ".handlers() contains null. Leave it out.");
                } else {
                    objects.add(object);
                }
            }
        } catch (RuntimeException e) {
            problems.add(provider.getClass().getSimpleName() + ".handlers() threw " + e + ". It must return objects.");
        }
    }
}
