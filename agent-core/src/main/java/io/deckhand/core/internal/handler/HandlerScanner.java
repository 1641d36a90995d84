package io.deckhand.core.internal.handler;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.MethodDescription;
import io.deckhand.MethodLimits;
import io.deckhand.MethodRequest;
import io.deckhand.core.HandlerDefinitionException;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.twin.PropertyPath;
import java.lang.annotation.Annotation;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the annotated methods of the application's objects, and everything that is wrong with them, at once. */
public final class HandlerScanner {
    private final Json json;
    private final PayloadValidator validator;
    private final ParameterScanner parameters;
    private final List<String> problems = new ArrayList<>();
    private final Set<Object> scanned = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, String> methodNames = new LinkedHashMap<>();
    private final Map<PropertyPath, String> reportedPaths = new HashMap<>();
    private final List<Handlers.Method> methods = new ArrayList<>();
    private final List<Handlers.Property> properties = new ArrayList<>();
    private final List<HandlerMethod> messageListeners = new ArrayList<>();
    private final List<HandlerMethod> connectionListeners = new ArrayList<>();

    private HandlerScanner(Json json, PayloadValidator validator) {
        this.json = json;
        this.validator = validator;
        this.parameters = new ParameterScanner(json, problems::add);
    }

    /**
     * Scans objects for handlers.
     *
     * @param found problems found before, by whoever collected the objects
     * @throws HandlerDefinitionException with every problem of every object
     */
    public static Handlers scan(Json json, PayloadValidator validator, List<Object> objects, List<String> found) {
        HandlerScanner scanner = new HandlerScanner(json, validator);
        scanner.problems.addAll(found);
        objects.forEach(scanner::scan);
        return scanner.handlers();
    }

    /**
     * Scans an object that is to bring direct methods and nothing else, because nothing else comes and goes.
     *
     * @throws HandlerDefinitionException with every problem
     */
    public static List<Handlers.Method> scanMethods(Json json, PayloadValidator validator, Object object) {
        HandlerScanner scanner = new HandlerScanner(json, validator);
        scanner.scan(object);
        AnnotatedMethods.of(object.getClass()).stream()
                .filter(method -> !method.isAnnotationPresent(DirectMethod.class))
                .map(method -> HandlerMethod.nameOf(method)
                        + " is no direct method, and nothing else comes and goes while the agent runs. Give its object to "
                        + "AgentBuilder.handlers(...).")
                .forEach(scanner.problems::add);
        return scanner.handlers().methods();
    }

    private Handlers handlers() {
        if (!problems.isEmpty()) {
            throw new HandlerDefinitionException(problems);
        }
        return new Handlers(
                List.copyOf(methods),
                List.copyOf(properties),
                messageListeners.stream().findFirst(),
                List.copyOf(connectionListeners));
    }

    private void scan(Object object) {
        String type = object.getClass().getSimpleName();
        if (object instanceof Class<?> given) {
            problems.add(given.getSimpleName() + ".class is a class, and handlers are objects. Give new "
                    + given.getSimpleName() + "().");
            return;
        }
        if (!scanned.add(object)) {
            problems.add("The same " + type + " is given twice. Give it once.");
            return;
        }
        int before = problems.size();
        List<Method> annotated = AnnotatedMethods.of(object.getClass(), problems::add);
        if (annotated.isEmpty() && problems.size() == before) {
            problems.add(
                    type + " has no method with @DirectMethod, @DesiredProperty, @CloudToDevice or @ConnectionChange. "
                            + "Annotate one, or leave the object out.");
        }
        for (Method method : annotated) {
            List<Annotation> annotations = AnnotatedMethods.handlerAnnotations(method);
            String name = HandlerMethod.nameOf(method);
            if (annotations.size() > 1) {
                problems.add(name + " has more than one handler annotation. Make it two methods.");
            } else if (isCallable(method, name)) {
                add(object, method, annotations.get(0), name);
            }
        }
    }

    private boolean isCallable(Method method, String name) {
        Optional<String> problem = AnnotatedMethods.problemWithModifiers(method);
        problem.ifPresent(found -> problems.add(name + " " + found));
        if (problem.isPresent()) {
            return false;
        }
        try {
            method.setAccessible(true);
            return true;
        } catch (InaccessibleObjectException e) {
            problems.add(name + " is in a module that does not open its package. Add 'opens "
                    + method.getDeclaringClass().getPackageName() + ";' to its module-info.java.");
            return false;
        }
    }

    private void add(Object object, Method method, Annotation annotation, String name) {
        if (annotation instanceof DirectMethod direct) {
            addMethod(object, method, direct, name);
        } else if (annotation instanceof DesiredProperty desired) {
            addProperty(object, method, desired, name);
        } else if (annotation instanceof CloudToDevice) {
            addMessageListener(object, method, name);
        } else if (annotation instanceof ConnectionChange) {
            addConnectionListener(object, method, name);
        }
    }

    private void addMethod(Object object, Method method, DirectMethod direct, String name) {
        String called = direct.value().isEmpty() ? method.getName() : direct.value();
        MethodNames.problem(called).ifPresent(problem -> problems.add(name + ": " + problem));
        String other = methodNames.putIfAbsent(called, name);
        if (other != null) {
            problems.add("Two handlers for direct method '" + called + "': " + other + " and " + name
                    + (other.equals(name) ? ", which is overloaded" : "")
                    + ". Rename one with @DirectMethod(\"...\").");
        }
        HandlerMethod handler = handler(object, method, HandlerKind.DIRECT_METHOD, MethodRequest.class);
        methods.add(new Handlers.Method(
                new MethodDescription(called, direct.description(), limits(direct, name), false), handler, object));
    }

    private MethodLimits limits(DirectMethod direct, String name) {
        boolean timeout = inRange(name, "timeoutSeconds", direct.timeoutSeconds(), 1, 300);
        boolean concurrency = inRange(name, "concurrency", direct.concurrency(), 1, 256);
        boolean queue = inRange(name, "queue", direct.queue(), 0, 10_000);
        return timeout && concurrency && queue
                ? new MethodLimits(Duration.ofSeconds(direct.timeoutSeconds()), direct.concurrency(), direct.queue())
                : MethodLimits.DEFAULT;
    }

    private boolean inRange(String name, String option, int value, int least, int most) {
        boolean inRange = value >= least && value <= most;
        if (!inRange) {
            problems.add(name + ": " + option + " is " + value + ". It must be " + least + " to " + most + ".");
        }
        return inRange;
    }

    private void addProperty(Object object, Method method, DesiredProperty desired, String name) {
        PropertyPath path = PropertyPath.WHOLE;
        try {
            path = PropertyPath.parse(desired.value());
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + e.getMessage());
        }
        boolean reports = method.getReturnType() != void.class;
        if (reports && path.names().isEmpty()) {
            problems.add(
                    name + " listens to all desired properties and returns a value, which would be reported under no "
                            + "name. Make it void and call agent.report(...), or name a property with @DesiredProperty(\"...\").");
        }
        if (Stream.of(method.getParameters()).allMatch(parameter -> parameter.getType() == DeviceAgent.class)) {
            problems.add(name + " takes no value. Give it a parameter for the property.");
        }
        String other = reports ? reportedPaths.putIfAbsent(path, name) : null;
        if (other != null) {
            problems.add("Two listeners return the value of desired property '" + path + "': " + other + " and " + name
                    + ". Make one void.");
        }
        HandlerMethod handler = handler(object, method, HandlerKind.DESIRED_PROPERTY, null);
        boolean nullable = Stream.of(method.getParameters())
                .filter(parameter -> parameter.getType() != DeviceAgent.class)
                .allMatch(parameter -> Parameters.isNullable(parameter) || parameter.getType() == Optional.class);
        properties.add(new Handlers.Property(path, handler, nullable, reports));
    }

    private void addMessageListener(Object object, Method method, String name) {
        messageListeners.add(handler(object, method, HandlerKind.CLOUD_TO_DEVICE, CloudMessage.class));
        if (messageListeners.size() > 1) {
            problems.add("Two listeners for cloud-to-device messages: " + messageListeners.get(0) + " and " + name
                    + ". Keep one, and let it call the other.");
        }
    }

    private void addConnectionListener(Object object, Method method, String name) {
        if (Stream.of(method.getParameterTypes())
                .anyMatch(type -> type != ConnectionState.class && type != DeviceAgent.class)) {
            problems.add(name + " may take a ConnectionState and a DeviceAgent, and nothing else.");
            return;
        }
        connectionListeners.add(handler(object, method, HandlerKind.CONNECTION_CHANGE, ConnectionState.class));
    }

    private HandlerMethod handler(Object object, Method method, HandlerKind kind, @Nullable Class<?> whole) {
        ReturnTypes.problem(method, kind)
                .ifPresent(problem -> problems.add(HandlerMethod.nameOf(method) + " " + problem));
        return new HandlerMethod(object, method, json, validator, parameters.scan(method, kind, whole));
    }
}
