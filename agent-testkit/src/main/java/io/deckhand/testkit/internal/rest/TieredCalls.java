package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.tier.Feature;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/** The features that calls of the service API need, and whether they count as messages of the day. */
final class TieredCalls {
    private TieredCalls() {}

    /** {@return the feature that a call needs, if some tiers do not have it} */
    static Optional<Feature> feature(Route route) {
        List<String> path = route.path();
        return switch (path.get(0)) {
            case "twins" -> Optional.of(path.contains("methods") ? Feature.METHODS : Feature.TWINS);
            case "digitaltwins" -> Optional.of(Feature.DIGITAL_TWINS);
            case "configurations" -> Optional.of(Feature.CONFIGURATIONS);
            case "jobs" -> path.contains("v2") ? Optional.of(Feature.JOBS) : Optional.empty();
            case "devices" -> ofDevices(path);
            default -> Optional.empty();
        };
    }

    private static Optional<Feature> ofDevices(List<String> path) {
        if (path.contains("commands")) {
            return Optional.of(Feature.CLOUD_TO_DEVICE);
        }
        return path.contains("applyConfigurationContent") ? Optional.of(Feature.EDGE) : Optional.empty();
    }

    /** {@return whether it is a direct method or reads or changes a twin} */
    static boolean isMessage(Route route) {
        String first = route.path().get(0);
        return first.equals("twins")
                || (first.equals("digitaltwins") && !route.method().equals(HttpMethod.GET));
    }
}
