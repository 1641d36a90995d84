package io.deckhand.core.internal.handler;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.DesiredProperty;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.ModuleInput;
import io.deckhand.Telemetry;
import io.deckhand.core.HandlerDefinitionException;
import io.deckhand.core.internal.json.Json;
import io.deckhand.internal.rule.HandlerRules;
import java.lang.annotation.Annotation;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the annotated methods of the application's objects, and reports all problems with them together. */
public final class HandlerScanner {
    private final Interceptors interceptors;
    private final ScanContext context;
    private final HandlerRules rules = new HandlerRules();
    private final Set<Object> scanned = Collections.newSetFromMap(new IdentityHashMap<>());
    private final MethodScanner methods;
    private final PropertyScanner properties;
    private final MessageScanner messages;
    private final TelemetryScanner sources;
    private final List<HandlerMethod> connectionListeners = new ArrayList<>();

    private HandlerScanner(Json json, PayloadValidator validator, Interceptors interceptors) {
        this.interceptors = interceptors;
        this.context = new ScanContext(json, validator);
        this.methods = new MethodScanner(context);
        this.properties = new PropertyScanner(context);
        this.messages = new MessageScanner(context);
        this.sources = new TelemetryScanner(context);
    }

    /**
     * Scans objects for handlers.
     *
     * @param interceptors surround every returned handler except direct methods: the registry adds them there, since
     *     functions are registered without a scan
     * @param found problems found earlier, when the objects were collected
     * @throws HandlerDefinitionException with every problem of every object
     */
    public static Handlers scan(
            Json json,
            PayloadValidator validator,
            Interceptors interceptors,
            List<Object> objects,
            List<String> found) {
        HandlerScanner scanner = new HandlerScanner(json, validator, interceptors);
        for (String problem : found) {
            scanner.context.problem(problem);
        }
        for (Object object : objects) {
            scanner.scan(object);
        }
        return scanner.handlers();
    }

    /**
     * Scans an object that may have direct methods only, because no other handlers can be added and removed at run
     * time.
     *
     * @throws HandlerDefinitionException with every problem
     */
    public static List<Handlers.Method> scanMethods(Json json, PayloadValidator validator, Object object) {
        HandlerScanner scanner = new HandlerScanner(json, validator, Interceptors.NONE);
        scanner.scan(object);
        AnnotatedMethods.of(object.getClass()).stream()
                .filter(method -> !method.isAnnotationPresent(DirectMethod.class))
                .map(method -> HandlerMethod.nameOf(method)
                        + " is not a direct method, and only direct methods can be added while the agent runs. "
                        + "Give its object to "
                        + "AgentBuilder.handlers(...).")
                .forEach(scanner.context::problem);
        return scanner.handlers().methods();
    }

    private Handlers handlers() {
        if (!context.problems().isEmpty()) {
            throw new HandlerDefinitionException(context.problems());
        }
        return new Handlers(
                methods.found(),
                properties.found().stream()
                        .map(property -> property.with(around(property.handler())))
                        .toList(),
                messages.found().stream()
                        .map(listener -> listener.with(around(listener.handler())))
                        .toList(),
                messages.deadLetters().map(this::around),
                connectionListeners.stream().map(this::around).toList(),
                sources.found().stream()
                        .map(source -> source.with(around(source.handler())))
                        .toList(),
                Set.copyOf(context.components()));
    }

    private Handler around(Handler handler) {
        return interceptors.around(handler);
    }

    private void scan(Object object) {
        String type = object.getClass().getSimpleName();
        if (object instanceof Class<?> given) {
            context.problem(given.getSimpleName() + ".class is a class, and handlers are objects. Give new "
                    + given.getSimpleName() + "().");
            return;
        }
        if (object instanceof Collection<?>) {
            context.problem(
                    "A collection of handlers is given as one handler. Give its elements, as in handlers(list.toArray()).");
            return;
        }
        if (!scanned.add(object)) {
            context.problem("The same " + (type.isEmpty() ? "object" : type) + " is given twice. Give it once.");
            return;
        }
        context.addComponent(object);
        int before = context.problems().size();
        List<Method> annotated = AnnotatedMethods.of(object.getClass(), context.problems());
        if (annotated.isEmpty() && context.problems().size() == before) {
            context.problem(HandlerRules.noHandlers(type));
        }
        for (Method method : annotated) {
            scan(context.declared(object, method));
        }
    }

    /** Creates a handler for a method, if the method conforms to the rules. */
    private void scan(ReflectedMethod method) {
        int before = context.problems().size();
        if (HandlerRules.isCallable(method) && isAccessible(method)) {
            rules.check(method, method.component().orElse(null));
            if (context.problems().size() == before) {
                add(method, method.annotations().get(0));
            }
        }
    }

    private boolean isAccessible(ReflectedMethod declared) {
        Method method = declared.reflected();
        Optional<String> problem =
                AnnotatedMethods.problemWithProxy(method, declared.object().getClass());
        if (problem.isPresent()) {
            context.problem(declared.name() + " " + problem.get());
            return false;
        }
        try {
            method.setAccessible(true);
            return true;
        } catch (InaccessibleObjectException e) {
            context.problem(declared.name() + " is in a module that does not open its package. Add 'opens "
                    + method.getDeclaringClass().getPackageName() + ";' to its module-info.java.");
            return false;
        }
    }

    private void add(ReflectedMethod method, Annotation annotation) {
        if (annotation instanceof DirectMethod direct) {
            methods.add(method, direct);
        } else if (annotation instanceof DesiredProperty desired) {
            properties.add(method, desired);
        } else if (annotation instanceof CloudToDevice message) {
            messages.add(method, message);
        } else if (annotation instanceof ModuleInput input) {
            messages.add(method, input);
        } else if (annotation instanceof Telemetry source) {
            sources.add(method, source);
        } else if (annotation instanceof ConnectionChange) {
            connectionListeners.add(context.handler(method, HandlerKind.CONNECTION_CHANGE));
        }
    }
}
