package io.deckhand.core.internal.link;

import io.deckhand.CloudMessage;
import io.deckhand.Disposition;
import io.deckhand.MethodRequest;
import io.deckhand.core.internal.identity.CertificateRenewal;
import io.deckhand.core.internal.identity.Login;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conversation of one link with its hub, over any client: what arrives becomes events, and each request waits for its answer. */
public final class Exchange implements Tap {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /** Bytes of TLS that are visible only together. */
    static final int LARGEST_RECORD = 16 * 1024;

    private static final String JSON_NULL = "null";

    private final HubLink link;
    private final String deviceId;
    private final Optional<CertificateRenewal> renewal;
    private final Traffic traffic;
    private final HubEvents events;
    private final Consumer<Throwable> lost;
    private final Progress progress = new Progress();
    private final Unanswered unanswered;
    private final TwinRequests twinRequests = new TwinRequests();

    /** {@code lost} is called when the connection below is gone. */
    public Exchange(HubLink link, Login login, Traffic traffic, HubEvents events, Consumer<Throwable> lost) {
        this.link = link;
        this.deviceId = login.deviceId();
        this.renewal = login.renewal();
        this.traffic = traffic;
        this.events = events;
        this.lost = lost;
        this.unanswered = new Unanswered(traffic, progress);
    }

    /** Sends a message; one that throws was not sent. */
    @FunctionalInterface
    public interface Sending<T> {
        void send(Request<T> request) throws Exception;
    }

    /** Sends a request to the twin; one that throws was not sent. */
    @FunctionalInterface
    public interface TwinSending {
        void send(String requestId, Request<byte[]> answered) throws Exception;
    }

    /** {@return the progress of the connection, which the link below has to note} */
    public Progress progress() {
        return progress;
    }

    /** {@return the request, of so many bytes; already failed if it could not be sent} */
    public <T> Request<T> send(int bytes, Sending<T> sending) {
        Request<T> request = unanswered.expect(bytes);
        if (!request.isDone()) {
            try {
                sending.send(request);
            } catch (Exception e) {
                request.completeExceptionally(e);
            }
        }
        return request;
    }

    /** Asks for the twin, which arrives as an event before the stage completes. */
    public CompletionStage<Void> readTwin(TwinSending sending) {
        // Its answer is large, and a request's bytes count in either direction.
        return askTwin(LARGEST_RECORD, sending)
                .thenAccept(document -> events.accept(new HubEvent.TwinRead(link, document)));
    }

    /** Reports properties, in a patch of so many bytes. */
    public CompletionStage<Void> report(int bytes, TwinSending sending) {
        return askTwin(bytes, sending).thenAccept(response -> {});
    }

    private Request<byte[]> askTwin(int bytes, TwinSending sending) {
        return send(bytes, answered -> sending.send(twinRequests.number(answered), answered));
    }

    /** Settles a message; if its connection was lost, the hub delivers it again. */
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {
        try {
            arrival.settlement().settle(disposition);
        } catch (Exception gone) {
            log.info(
                    "{}: message {} was handled after its connection was lost; the hub delivers it again",
                    deviceId,
                    arrival.message().messageId());
        }
    }

    @Override
    public void methodCalled(String requestId, String method, byte[] payload) {
        traffic.received();
        String json = payload.length == 0 ? JSON_NULL : new String(payload, StandardCharsets.UTF_8);
        events.accept(new HubEvent.MethodCall(link, requestId, new MethodRequest(method, json)));
    }

    @Override
    public void twinAnswered(String requestId, int status, byte[] body) {
        traffic.received();
        twinRequests.answer(requestId, status, body);
    }

    @Override
    public void certificateAnswered(String requestId, int status, byte[] body) {
        traffic.received();
        renewal.ifPresent(asked -> asked.answered(requestId, status, body));
    }

    @Override
    public void desiredChanged(byte[] patch) {
        traffic.received();
        events.accept(new HubEvent.DesiredPatch(link, patch));
    }

    @Override
    public void messageArrived(Optional<String> input, CloudMessage message, Settlement settlement) {
        traffic.received();
        events.accept(new HubEvent.MessageArrival(link, input, message, settlement));
    }

    @Override
    public void connectionLost(Throwable cause) {
        lost.accept(cause);
    }

    /** Fails all pending requests, and all later ones, since they will not be answered. */
    public void end(@Nullable Throwable cause) {
        unanswered.fail(cause);
    }

    /** {@return whether the hub has answered everything} */
    public boolean isQuiet() {
        return unanswered.isEmpty();
    }

    /**
     * {@return how long no request can be overdue; zero or less if one is} The time in which bytes move does not count.
     *
     * @param limit how long the hub may take to answer what it has received completely
     */
    public Duration untilOverdue(Duration limit) {
        return unanswered.untilOverdue(limit);
    }

    /**
     * {@return how much of a limit is left for the answer to a packet that was sent behind all requests; zero or less after
     * it}
     *
     * @param wait the wait for the answer, which began when the packet was sent
     */
    public Duration left(Progress.Wait wait, Duration limit) {
        return unanswered.left(wait, limit);
    }
}
