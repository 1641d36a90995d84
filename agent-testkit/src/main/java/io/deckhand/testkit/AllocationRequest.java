package io.deckhand.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request sent to a custom allocation webhook: a registering device and the hubs it may be assigned to.
 *
 * @param registrationId the device's registration id
 * @param enrollment the registration id of its individual enrollment, or the name of its group
 * @param group whether that is a group
 * @param payload what the device sent, as JSON text, or null when it sent none
 * @param hubs the host names of the hubs to choose from, at least one
 * @since 0.1
 */
public record AllocationRequest(
        String registrationId,
        String enrollment,
        boolean group,
        @Nullable String payload,
        List<String> hubs) {

    /**
     * Copies the list.
     *
     * @param registrationId as in the record
     * @param enrollment as in the record
     * @param group as in the record
     * @param payload as in the record
     * @param hubs as in the record
     */
    public AllocationRequest {
        hubs = List.copyOf(hubs);
    }
}
