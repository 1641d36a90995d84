package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.Json;
import org.jspecify.annotations.Nullable;

/**
 * The hub that a custom allocation webhook chose for a device.
 *
 * @param hub the host name of one of {@link AllocationRequest#hubs()}
 * @param initialTwin {@code {"tags":…,"properties":{"desired":…}}} as JSON text in place of the enrollment's; null
 *     keeps the enrollment's
 * @param payload the payload of the registration result as JSON text in place of the enrollment's; null keeps the
 *     enrollment's
 * @since 0.1
 */
public record AllocationChoice(
        String hub, @Nullable String initialTwin, @Nullable String payload) {

    /**
     * Accepts JSON objects only.
     *
     * @param hub as in the record
     * @param initialTwin as in the record
     * @param payload as in the record
     * @throws IllegalArgumentException when a text is not a JSON object
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
     * Chooses a hub and keeps the enrollment's twin and payload.
     *
     * @param hub its host name
     * @return the choice
     */
    public static AllocationChoice of(String hub) {
        return new AllocationChoice(hub, null, null);
    }
}
