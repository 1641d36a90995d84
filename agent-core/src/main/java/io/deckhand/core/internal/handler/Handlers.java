package io.deckhand.core.internal.handler;

import io.deckhand.MethodDescription;
import io.deckhand.MethodLimits;
import io.deckhand.ModelComponent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All handlers found on the application's objects. */
public record Handlers(
        List<Method> methods,
        List<Property> properties,
        List<MessageListener> messageListeners,
        Optional<Handler> deadLetters,
        List<Handler> connectionListeners,
        List<Source> sources,
        Set<String> components) {
    /** {@return the component that an object represents, if it is one} */
    public static Optional<String> component(Object object) {
        ModelComponent component = ProxyClasses.written(object.getClass()).getAnnotation(ModelComponent.class);
        return component == null ? Optional.empty() : Optional.of(component.value());
    }

    /**
     * A direct method.
     *
     * @param owner the object that the method belongs to
     * @param runLimit how long an operation that it starts may run, if there is a limit
     * @param resumable whether such an operation is resumed after a restart
     */
    public record Method(
            MethodDescription description,
            Handler handler,
            Signature signature,
            @Nullable Object owner,
            Optional<Duration> runLimit,
            boolean resumable) {
        public Method(MethodDescription description, Handler handler, Signature signature, @Nullable Object owner) {
            this(description, handler, signature, owner, Optional.empty(), false);
        }

        public Method with(Handler other) {
            return new Method(description, other, signature, owner, runLimit, resumable);
        }

        public String name() {
            return description.name();
        }

        public MethodLimits limits() {
            return description.limits();
        }
    }

    /**
     * A telemetry source.
     *
     * @param pending how many of its messages may wait
     * @param component the component that it belongs to
     */
    public record Source(
            String name,
            Handler handler,
            Signature signature,
            Duration interval,
            int pending,
            Optional<String> component) {
        public Source with(Handler other) {
            return new Source(name, other, signature, interval, pending, component);
        }
    }

    /**
     * A listener for desired properties. {@code named} is whether it listens to one property, not to the whole section
     * or a whole component; {@code reports} is whether its result is reported.
     */
    public record Property(
            PropertyPath path,
            Handler handler,
            Signature signature,
            boolean nullable,
            boolean named,
            boolean reports,
            Optional<String> component) {
        public Property with(Handler other) {
            return new Property(path, other, signature, nullable, named, reports, component);
        }
    }
}
