package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The requests to the twin that the hub has not answered, by the id that pairs them with their answers. */
final class TwinRequests {
    private final Map<String, CompletableFuture<IotHubTransportMessage>> pending = new ConcurrentHashMap<>();

    /** Gives a request its id; the future completes with the answer, or a {@link ReportRefused}. */
    CompletableFuture<IotHubTransportMessage> expectAnswerTo(IotHubTransportMessage request) {
        String id = UUID.randomUUID().toString();
        request.setRequestId(id);
        request.setCorrelationId(id); // AMQP pairs by this one
        CompletableFuture<IotHubTransportMessage> answered = new CompletableFuture<>();
        pending.put(id, answered);
        answered.whenComplete((response, failure) -> pending.remove(id));
        return answered;
    }

    /** Pairs an answer with its request; one that was given up already is ignored. */
    void answer(String id, IotHubTransportMessage response) {
        CompletableFuture<IotHubTransportMessage> request = pending.remove(id);
        if (request == null) {
            return;
        }
        int status = response.getStatus() == null ? 0 : Integer.parseInt(response.getStatus());
        if (status >= 200 && status < 300) {
            request.complete(response);
        } else {
            request.completeExceptionally(new ReportRefused(status));
        }
    }

    void fail(@Nullable Throwable cause) {
        IOException lost = new IOException("The connection was lost before the hub answered", cause);
        pending.values().forEach(request -> request.completeExceptionally(lost));
    }
}
