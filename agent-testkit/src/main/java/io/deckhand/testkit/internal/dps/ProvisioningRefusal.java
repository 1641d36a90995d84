package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;

/** The refusals of the provisioning service, with their codes. */
final class ProvisioningRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int errorCode;

    private ProvisioningRefusal(int status, int errorCode, String message) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    static ProvisioningRefusal malformed(String why) {
        return new ProvisioningRefusal(400, 400_004, "BadRequest: " + why);
    }

    /** Unknown devices and invalid credentials have the same code. */
    static ProvisioningRefusal unauthorized(String why) {
        return new ProvisioningRefusal(401, 401_002, "Unauthorized: " + why);
    }

    static ProvisioningRefusal unknownOperation(String operationId) {
        return new ProvisioningRefusal(
                404, 404_204, "NotFound: No operation '" + operationId + "' of this registration id.");
    }

    Reply reply(String trackingId, Instant now) {
        ObjectNode body = Json.object()
                .put("errorCode", errorCode)
                .put("trackingId", trackingId)
                .put("message", getMessage())
                .put("timestampUtc", HubTime.text(now));
        return new Reply(status, body, 0);
    }
}
