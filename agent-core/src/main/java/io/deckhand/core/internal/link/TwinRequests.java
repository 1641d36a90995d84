package io.deckhand.core.internal.link;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Pending twin requests, by the request id that their answers carry. */
public final class TwinRequests {
    private final Map<String, Request<byte[]>> pending = new ConcurrentHashMap<>();

    /**
     * {@return a new id for a request, which completes with the body of its answer or fails with a
     * {@link ReportRefused}}
     */
    public String number(Request<byte[]> request) {
        String id = UUID.randomUUID().toString();
        pending.put(id, request);
        return id;
    }

    /** Completes the request of an answer; an answer to a request that was given up is ignored. */
    public void answer(String id, int status, byte[] body) {
        Request<byte[]> request = pending.remove(id);
        if (request == null) {
            return;
        }
        if (status >= 200 && status < 300) {
            request.complete(body);
        } else {
            request.completeExceptionally(new ReportRefused(status));
        }
    }
}
