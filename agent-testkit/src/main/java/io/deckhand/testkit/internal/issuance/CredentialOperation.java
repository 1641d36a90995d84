package io.deckhand.testkit.internal.issuance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An accepted request for a certificate: pending until it has an outcome. Guarded by {@link CertificateIssuance}. */
final class CredentialOperation {
    private final String requestId;
    private final String csr;
    private final String correlationId;
    private final Instant expires;
    private @Nullable CredentialAnswer outcome;
    private boolean heard;

    CredentialOperation(CredentialRequest request, String correlationId, Instant expires) {
        requestId = request.id();
        csr = request.csr();
        this.correlationId = correlationId;
        this.expires = expires;
    }

    String requestId() {
        return requestId;
    }

    String csr() {
        return csr;
    }

    boolean isOver(Instant now) {
        return now.isAfter(expires);
    }

    boolean isPending() {
        return outcome == null;
    }

    void complete(CredentialAnswer answer) {
        outcome = answer;
    }

    /** {@return the outcome, unless there is none or it was sent already} */
    @Nullable
    CredentialAnswer unheard() {
        return heard ? null : outcome;
    }

    void heard(boolean value) {
        heard = value;
    }

    CredentialAnswer accepted() {
        return new CredentialAnswer(
                requestId,
                202,
                Json.object().put("correlationId", correlationId).put("operationExpires", HubTime.text(expires)));
    }

    /** {@return the description of the operation in errors} */
    ObjectNode info() {
        return Json.object()
                .put("requestId", requestId)
                .put("correlationId", correlationId)
                .put("operationExpires", HubTime.text(expires));
    }

    String correlationId() {
        return correlationId;
    }
}
