package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.issuance.CertificateIssuance;
import io.deckhand.testkit.internal.issuance.CredentialAnswer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A connected device's requests for a new certificate, a preview feature of the protocol. */
final class CertificateRequests {
    private static final String FIRST_WITH_CERTIFICATES = "2025-08-01";

    private final CertificateIssuance issuance;
    private final FaultSwitches faults;
    private final DeviceLink link;
    private final Subscriptions subscriptions;
    private final String apiVersion;

    CertificateRequests(
            CertificateIssuance issuance,
            FaultSwitches faults,
            DeviceLink link,
            Subscriptions subscriptions,
            String apiVersion) {
        this.issuance = issuance;
        this.faults = faults;
        this.link = link;
        this.subscriptions = subscriptions;
        this.apiVersion = apiVersion;
    }

    void request(DeviceTopic.CertificateRequested request, byte[] body, Consumer<Runnable> answers) {
        CredentialAnswer answer = answer(request.requestId(), new String(body, StandardCharsets.UTF_8));
        answers.accept(() -> {
            if (subscriptions.contains(Subscription.CREDENTIAL_RESPONSES)) {
                publish(link, answer);
            }
        });
    }

    private CredentialAnswer answer(String requestId, String body) {
        try {
            faults.checkRequest(link.deviceId());
            if (apiVersion.compareTo(FIRST_WITH_CERTIFICATES) < 0) {
                throw new HubException(
                        HubError.INVALID_PROTOCOL_VERSION,
                        "Certificates need api-version 2025-08-01-preview or later, not '" + apiVersion + "'.");
            }
            return issuance.request(link.deviceId(), requestId, body);
        } catch (HubException e) {
            return issuance.refused(requestId, asOfCertificates(e), null);
        }
    }

    /** Requests for certificates have their own error code for throttling. */
    private static HubException asOfCertificates(HubException refusal) {
        return refusal.error() == HubError.THROTTLING
                ? new HubException(HubError.THROTTLE_BACKLOG_LIMIT_EXCEEDED, refusal.getMessage())
                : refusal;
    }

    static void publish(DeviceLink link, CredentialAnswer answer) {
        link.publish(
                "$iothub/credentials/res/" + answer.status() + "/?$rid=" + answer.requestId(),
                Json.bytes(answer.body()));
    }
}
