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
 * The permissions of a connection: the tokens put on it, or its client's certificate. Used only on the channel's
 * thread.
 */
final class Grants {
    private final AccessControl access;
    private final Supplier<Optional<CertificateChain>> certificates;
    private final Map<String, SasToken> tokens = new LinkedHashMap<>();
    private @Nullable SasToken registrationToken;

    /** @param certificates returns the client's certificates after the TLS handshake */
    Grants(AccessControl access, Supplier<Optional<CertificateChain>> certificates) {
        this.access = access;
        this.certificates = certificates;
    }

    /**
     * Adds a token, which replaces one for the same resource.
     *
     * @throws HubException when it is not valid
     */
    void put(SasToken token) {
        access.authenticate(token);
        tokens.put(token.rawResource(), token);
    }

    /** Stores the token of a registering device. It is checked at registration, as at the real service. */
    void toRegister(SasToken token) {
        registrationToken = token;
    }

    /** {@return the credentials that the client has presented for registration} */
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
     * Checks that the client may act as a device. {@return when that authorization expires}
     *
     * @throws HubException when no token, or without tokens no certificate, allows it
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
