package io.deckhand.core.internal.link;

import io.deckhand.CloudMessage;
import io.deckhand.MethodRequest;
import java.util.Optional;

/** An event on a link. Each event names its link, so that an answer goes out on the link that the request came from. */
public sealed interface HubEvent {
    HubLink link();

    /** A direct method was called; the answer carries the same {@code requestId}. */
    record MethodCall(HubLink link, String requestId, MethodRequest request) implements HubEvent {}

    /** The twin was read, on opening or later: {@code document} is a JSON object with {@code desired} and {@code reported}. */
    @SuppressWarnings("ArrayRecordComponent") // made once by the link, read once by the twin: a copy would serve nobody
    record TwinRead(HubLink link, byte[] document) implements HubEvent {}

    /** Desired properties changed: {@code patch} is a JSON object with the changed keys and {@code $version}. */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record DesiredPatch(HubLink link, byte[] patch) implements HubEvent {}

    /**
     * A message arrived; its link settles it with {@code settlement}. {@code input} is the module's input that it was
     * routed to, empty for a cloud-to-device message.
     */
    record MessageArrival(HubLink link, Optional<String> input, CloudMessage message, Settlement settlement)
            implements HubEvent {}

    /** The connection was lost. Reported at most once per link, and not for a link that was closed. */
    record LinkLost(HubLink link, Failure failure) implements HubEvent {}
}
