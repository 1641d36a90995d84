package io.deckhand.core.internal.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.FailureCause;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Interprets the answers of the provisioning service. */
final class ServiceAnswers {
    private static final int TOO_MANY_REQUESTS = 429;

    private ServiceAnswers() {}

    static ObjectNode body(Json json, RegistrationChannel.Answer answer) throws NotAssigned {
        if (answer.status() >= 300) {
            throw refused(json, answer);
        }
        try {
            return json.readObject(answer.body());
        } catch (IOException e) {
            throw new NotAssigned(
                    new Failure(
                            FailureCause.PROVISIONING_FAILED,
                            new IOException("The answer is not JSON. Check the endpoint's host name.")),
                    answer.retryAfter());
        }
    }

    private static NotAssigned refused(Json json, RegistrationChannel.Answer answer) {
        return new NotAssigned(
                new Failure(
                        causeOf(answer.status()), new IOException("status " + answer.status() + said(json, answer))),
                answer.retryAfter());
    }

    private static FailureCause causeOf(int status) {
        if (status == TOO_MANY_REQUESTS) {
            return FailureCause.PROVISIONING_THROTTLED;
        }
        if (status >= 500) {
            return FailureCause.PROVISIONING_UNAVAILABLE;
        }
        return switch (status) {
            case 401, 403 -> FailureCause.PROVISIONING_REFUSED;
            case 404 -> FailureCause.PROVISIONING_UNKNOWN;
            default -> FailureCause.PROVISIONING_FAILED;
        };
    }

    /** {@return the service's own message, which contains no key} */
    private static String said(Json json, RegistrationChannel.Answer answer) {
        try {
            ObjectNode body = json.readObject(answer.body());
            return ", " + body.path("errorCode").asText("no code") + ": "
                    + body.path("message").asText("no message");
        } catch (IOException e) {
            return "";
        }
    }

    /** {@return the assignment and certificate, if the operation has succeeded} */
    static Optional<Registered> registered(ObjectNode operation) throws NotAssigned {
        JsonNode state = operation.path("registrationState");
        switch (operation.path("status").asText("")) {
            case "assigned" -> {
                checkProfile(state);
                Assigned assigned = new Assigned(
                        text(state, "assignedHub"),
                        text(state, "deviceId"),
                        state.hasNonNull("payload") ? state.get("payload").toString() : null);
                List<String> certificates = new ArrayList<>();
                state.path("issuedCertificateChain").forEach(each -> certificates.add(each.asText()));
                return Optional.of(new Registered(assigned, certificates));
            }
            case "disabled" -> throw ended(FailureCause.PROVISIONING_DISABLED, state);
            case "failed" -> throw ended(FailureCause.PROVISIONING_FAILED, state);
            default -> {
                return Optional.empty(); // unassigned or assigning: poll again later
            }
        }
    }

    private static String text(JsonNode state, String field) throws NotAssigned {
        String value = state.path(field).textValue();
        if (value == null || value.isEmpty()) {
            throw new NotAssigned(
                    new Failure(FailureCause.PROVISIONING_FAILED, new IOException("The assignment has no " + field)),
                    Optional.empty());
        }
        return value;
    }

    /**
     * Refuses hubs with a newer connection profile, which support neither the agent's MQTT topics nor its AMQP:
     * connecting would fail with meaningless errors.
     */
    private static void checkProfile(JsonNode state) throws NotAssigned {
        String profile = state.path("connectionProfile").asText("classic");
        if (!profile.equals("classic") && !profile.equals("null")) {
            throw new NotAssigned(
                    new Failure(
                            FailureCause.HUB_PROFILE_UNSUPPORTED,
                            new IOException(
                                    "The hub '" + state.path("assignedHub").asText("?")
                                            + "' has the connection profile '" + profile + "'")),
                    Optional.empty());
        }
    }

    private static NotAssigned ended(FailureCause cause, JsonNode state) {
        return new NotAssigned(
                new Failure(
                        cause,
                        new IOException(state.path("errorCode").asText("no code") + ": "
                                + state.path("errorMessage").asText("no message"))),
                Optional.empty());
    }
}
