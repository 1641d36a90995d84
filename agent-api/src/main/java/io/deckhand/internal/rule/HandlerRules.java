package io.deckhand.internal.rule;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.ModuleInput;
import io.deckhand.Telemetry;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules for all handlers of an agent. An instance keeps the names that it has seen, as they must be unique: use one
 * instance for each agent's set of objects.
 */
public final class HandlerRules {
    /** The annotations that make a method a handler. */
    public static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(
            DirectMethod.class,
            DesiredProperty.class,
            CloudToDevice.class,
            ModuleInput.class,
            Telemetry.class,
            ConnectionChange.class);

    private final MethodRules methods = new MethodRules();
    private final PropertyRules properties = new PropertyRules();
    private final MessageRules messages = new MessageRules();
    private final InputRules inputs = new InputRules();
    private final SourceRules sources = new SourceRules();

    /** {@return the problem with the component name of a class, if there is one} */
    public static Optional<String> problemWithComponent(String type, String component) {
        return ComponentNames.problem(type, component);
    }

    /** {@return the problem with a class that has no handlers at all} */
    public static String noHandlers(String type) {
        return type
                + " has no method with @DirectMethod, @DesiredProperty, @CloudToDevice, @ModuleInput, @Telemetry or "
                + "@ConnectionChange. Annotate one, or leave the object out.";
    }

    /** {@return the problem with a method that overrides one with a handler annotation and has none itself} */
    public static String lostAnnotation(String overriding, String overridden, Class<? extends Annotation> annotation) {
        return overriding + " overrides " + overridden + ", whose @" + annotation.getSimpleName()
                + " it does not inherit. Annotate it too.";
    }

    /** Reports problems that prevent a method from being called as a handler. */
    public static boolean isCallable(DeclaredMethod method) {
        if (method.annotations().size() > 1) {
            method.problem(method.name() + " has more than one handler annotation. Make it two methods.");
            return false;
        }
        if (method.isStatic()) {
            method.problem(
                    method.name() + " is static. Handlers belong to the object that is registered: remove 'static'.");
            return false;
        }
        if (method.isPrivate()) {
            method.problem(method.name()
                    + " is private. Make it package-private or public, so that it can be called and tested.");
            return false;
        }
        return true;
    }

    /**
     * Reports problems with a callable method.
     *
     * @param component the component that its class represents, if it is one
     */
    public void check(DeclaredMethod method, @Nullable String component) {
        Annotation annotation = method.annotations().get(0);
        if (annotation instanceof DirectMethod direct) {
            methods.check(method, direct, component);
        } else if (annotation instanceof DesiredProperty desired) {
            properties.check(method, desired, component);
        } else if (annotation instanceof CloudToDevice message) {
            messages.check(method, message);
        } else if (annotation instanceof ModuleInput input) {
            inputs.check(method, input);
        } else if (annotation instanceof Telemetry source) {
            sources.check(method, source, component);
        } else if (annotation instanceof ConnectionChange) {
            checkConnectionListener(method);
        }
    }

    private static void checkConnectionListener(DeclaredMethod method) {
        for (DeclaredParameter parameter : method.parameters()) {
            DeclaredType type = parameter.type();
            if (!type.is(ConnectionState.class)
                    && !type.is(ConnectionTransition.class)
                    && !type.is(DeviceAgent.class)) {
                method.problem(method.name()
                        + " may take a ConnectionState, a ConnectionTransition and a DeviceAgent, and nothing else.");
                return;
            }
        }
        checkSignature(method, HandlerKind.CONNECTION_CHANGE);
    }

    static void checkSignature(DeclaredMethod method, HandlerKind kind) {
        ReturnRules.check(method, kind);
        ParameterRules.check(method, kind);
    }

    static void checkRange(DeclaredMethod method, String option, int value, int least, int most) {
        if (value < least || value > most) {
            method.problem(
                    method.name() + ": " + option + " is " + value + ". It must be " + least + " to " + most + ".");
        }
    }

    /** {@return a name as a back end sees it, prefixed with the component if there is one} */
    public static String named(@Nullable String component, String own) {
        return component == null ? own : component + "*" + own;
    }

    /** {@return the name in an annotation, or that of the method} */
    public static String ownName(String value, String method) {
        return value.isEmpty() ? method : value;
    }
}
