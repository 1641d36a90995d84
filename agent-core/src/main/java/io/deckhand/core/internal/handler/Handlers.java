package io.deckhand.core.internal.handler;

import io.deckhand.core.internal.twin.PropertyPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All the handlers found on the application's objects. */
public record Handlers(
        List<Method> methods,
        List<Property> properties,
        Optional<HandlerMethod> messageListener,
        List<HandlerMethod> connectionListeners) {
    /** A direct method and its limits. */
    public record Method(String name, Handler handler, MethodLimits limits) {}

    /** A desired property; {@code reports} whether what the listener returns is reported. */
    public record Property(PropertyPath path, HandlerMethod handler, boolean nullable, boolean reports) {}

    /** How long, how many at once, how many waiting. */
    public record MethodLimits(Duration timeout, int concurrency, int queue) {
        /** Those of {@code @DirectMethod} where nothing else is said. */
        public static final MethodLimits DEFAULT = new MethodLimits(Duration.ofSeconds(30), 1, 64);
    }
}
