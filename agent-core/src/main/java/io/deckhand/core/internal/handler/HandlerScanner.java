package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JavaType;
import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Disposition;
import io.deckhand.MethodRequest;
import io.deckhand.core.HandlerDefinitionException;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.twin.PropertyPath;
import java.lang.annotation.Annotation;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the annotated methods of the application's objects, and everything that is wrong with them, at once. */
public final class HandlerScanner {
    private final Json json;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> methodNames = new LinkedHashMap<>();
    private final List<Handlers.Method> methods = new ArrayList<>();
    private final List<Handlers.Property> properties = new ArrayList<>();
    private final List<HandlerMethod> messageListeners = new ArrayList<>();
    private final List<HandlerMethod> connectionListeners = new ArrayList<>();

    private HandlerScanner(Json json) {
        this.json = json;
    }

    /**
     * Scans objects for handlers.
     *
     * @throws HandlerDefinitionException with every problem of every object
     */
    public static Handlers scan(Json json, List<Object> objects) {
        HandlerScanner scanner = new HandlerScanner(json);
        objects.forEach(scanner::scan);
        if (!scanner.problems.isEmpty()) {
            throw new HandlerDefinitionException(scanner.problems);
        }
        return new Handlers(
                List.copyOf(scanner.methods),
                List.copyOf(scanner.properties),
                scanner.messageListeners.stream().findFirst(),
                List.copyOf(scanner.connectionListeners));
    }

    private void scan(Object object) {
        List<Method> annotated = AnnotatedMethods.of(object.getClass());
        if (annotated.isEmpty()) {
            problems.add(object.getClass().getSimpleName()
                    + " has no method with @DirectMethod, @DesiredProperty, @CloudToDevice or @ConnectionChange. "
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
                    + ". Rename one with @DirectMethod(\"...\").");
        }
        range(name, "timeoutSeconds", direct.timeoutSeconds(), 1, 300);
        range(name, "concurrency", direct.concurrency(), 1, 256);
        range(name, "queue", direct.queue(), 0, 10_000);
        HandlerMethod handler = handler(object, method, name, MethodRequest.class);
        methods.add(new Handlers.Method(
                called,
                handler,
                new Handlers.MethodLimits(
                        Duration.ofSeconds(direct.timeoutSeconds()), direct.concurrency(), direct.queue())));
    }

    private void range(String name, String option, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(name + ": " + option + " is " + value + ". It must be " + least + " to " + most + ".");
        }
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
        HandlerMethod handler = handler(object, method, name, null);
        boolean nullable = Stream.of(method.getParameters())
                .filter(parameter -> parameter.getType() != DeviceAgent.class)
                .allMatch(Parameters::isNullable);
        properties.add(new Handlers.Property(path, handler, nullable, reports));
    }

    private void addMessageListener(Object object, Method method, String name) {
        messageListeners.add(handler(object, method, name, CloudMessage.class));
        if (messageListeners.size() > 1) {
            problems.add("Two listeners for cloud-to-device messages: " + messageListeners.get(0) + " and " + name
                    + ". Keep one, and let it call the other.");
        }
        if (method.getReturnType() != void.class && method.getReturnType() != Disposition.class) {
            problems.add(name + " returns " + method.getReturnType().getSimpleName()
                    + ". A listener for cloud-to-device messages returns Disposition or void.");
        }
    }

    private void addConnectionListener(Object object, Method method, String name) {
        if (Stream.of(method.getParameterTypes())
                .anyMatch(type -> type != ConnectionState.class && type != DeviceAgent.class)) {
            problems.add(name + " may take a ConnectionState and a DeviceAgent, and nothing else.");
            return;
        }
        if (method.getReturnType() != void.class) {
            problems.add(name + " returns " + method.getReturnType().getSimpleName()
                    + ". A listener for connection changes returns void.");
        }
        connectionListeners.add(handler(object, method, name, ConnectionState.class));
    }

    private HandlerMethod handler(Object object, Method method, String name, @Nullable Class<?> whole) {
        List<Argument> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            Class<?> type = parameter.getType();
            if (type == DeviceAgent.class) {
                arguments.add(new Argument.Agent());
            } else if (type == whole) {
                arguments.add(new Argument.Whole());
            } else {
                arguments.add(payload(parameter, name));
            }
        }
        if (arguments.stream()
                        .filter(argument -> argument instanceof Argument.Payload || argument instanceof Argument.Text)
                        .count()
                > 1) {
            problems.add(name + " has two payload parameters, and there is one payload. Make them one record.");
        }
        return new HandlerMethod(object, method, json, arguments);
    }

    private Argument payload(Parameter parameter, String name) {
        boolean nullable = Parameters.isNullable(parameter);
        if (parameter.getType() == String.class) {
            return new Argument.Text(nullable);
        }
        JavaType type = json.type(parameter.getParameterizedType());
        Parameters.problemWithType(parameter, type)
                .ifPresent(problem -> problems.add(name + ", parameter " + parameter.getName() + ": " + problem));
        return new Argument.Payload(type, nullable);
    }
}
