package io.deckhand.core.internal.handler;

import io.deckhand.MethodDescription;
import io.deckhand.MethodLimits;
import io.deckhand.core.internal.twin.PropertyPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All the handlers found on the application's objects. */
public record Handlers(
        List<Method> methods,
        List<Property> properties,
        Optional<HandlerMethod> messageListener,
        List<HandlerMethod> connectionListeners,
        Set<String> components) {
    /** A direct method; {@code owner} is the object it is a method of. */
    public record Method(
            MethodDescription description,
            Handler handler,
            @Nullable Object owner) {
        public String name() {
            return description.name();
        }

        public MethodLimits limits() {
            return description.limits();
        }
    }

    /**
     * A desired property; {@code named} whether it is one, and not all of the section or of a component; {@code reports} whether
     * what the listener returns is reported.
     */
    public record Property(PropertyPath path, Handler handler, boolean nullable, boolean named, boolean reports) {
        public Property with(Handler other) {
            return new Property(path, other, nullable, named, reports);
        }
    }
}
