package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.Json;
import org.jspecify.annotations.Nullable;

/**
 * The hub that a custom allocation webhook chose for a device.
 *
 * @param hub the host name of one of {@link AllocationRequest#hubs()}
 * @param initialTwin {@code {"tags":…,"properties":{"desired":…}}} as JSON text in place of the enrollment's, or null for that
 * @param payload what the device is told as JSON text in place of the enrollment's, or null for that
 * @since 0.1
 */
public record AllocationChoice(
        String hub, @Nullable String initialTwin, @Nullable String payload) {

    /**
     * Takes JSON objects only.
     *
     * @throws IllegalArgumentException when a text is none
     */
    public AllocationChoice {
        requireNonNull(hub, "hub");
        for (String json : new String[] {initialTwin, payload}) {
            if (json != null) {
                var unused = EnrollmentDefinition.checked(() -> Json.parseObject(json));
            }
        }
    }

    /**
     * Chooses a hub, with twin and payload of the enrollment.
     *
     * @param hub its host name
     * @return the choice
     */
    public static AllocationChoice of(String hub) {
        return new AllocationChoice(hub, null, null);
    }
}
