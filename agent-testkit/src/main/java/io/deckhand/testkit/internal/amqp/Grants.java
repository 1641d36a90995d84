package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Applicant.Proof;
import io.deckhand.testkit.internal.identity.AccessControl;
import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were put on a connection or the certificate its client has, and so what it may do. Used by the channel's
 * thread only.
 */
final class Grants {
    private final AccessControl access;
    private final Supplier<Optional<CertificateChain>> certificates;
    private final Map<String, SasToken> tokens = new LinkedHashMap<>();
    private @Nullable SasToken registrationToken;

    /** @param certificates finds out what the client showed as TLS began, once that is over */
    Grants(AccessControl access, Supplier<Optional<CertificateChain>> certificates) {
        this.access = access;
        this.certificates = certificates;
    }

    /**
     * Takes a token, in place of one for the same resource.
     *
     * @throws HubException when it is not good
     */
    void put(SasToken token) {
        access.authenticate(token);
        tokens.put(token.rawResource(), token);
    }

    /** Takes a token of one who wants to register. It is judged when they do, as at the real service. */
    void toRegister(SasToken token) {
        registrationToken = token;
    }

    /** {@return what the client has shown to register with} */
    Proof proofOfRegistration() {
        return registrationToken == null ? Proof.of(certificates.get()) : new Proof.Token(registrationToken);
    }

    /**
     * Takes a policy's key in place of a token, as readers of the event hub show it; it is good for nothing else.
     *
     * @throws HubException when it is not the policy's
     */
    void putKey(String policy, String key) {
        put(access.tokenOf(policy, key, TelemetryLog.EVENT_HUB));
    }

    /**
     * Checks that the client may act as a device. {@return until when}
     *
     * @throws HubException when neither a token nor, where there is none, a certificate allows it
     */
    Instant device(String deviceId) {
        Optional<CertificateChain> chain = tokens.isEmpty() ? certificates.get() : Optional.empty();
        if (chain.isPresent()) {
            access.authorizeDevice(chain.get(), deviceId);
            return chain.get().end();
        }
        return checked(token -> access.authorizeDevice(token, deviceId));
    }

    /**
     * Checks that the client may act as a back end.
     *
     * @throws HubException when no token allows it
     */
    void service(List<String> path) {
        checked(token -> access.authorizeService(token, Permission.SERVICE_CONNECT, path));
    }

    private Instant checked(Consumer<SasToken> check) {
        HubException refusal = new HubException(
                HubError.IOT_HUB_UNAUTHORIZED, "No token was put on this connection. Send one to '$cbs' first.");
        for (SasToken token : tokens.values()) {
            try {
                check.accept(token);
                return token.expiry();
            } catch (HubException e) {
                refusal = e;
            }
        }
        throw refusal;
    }
}
