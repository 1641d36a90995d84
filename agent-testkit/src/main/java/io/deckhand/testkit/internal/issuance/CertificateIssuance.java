package io.deckhand.testkit.internal.issuance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityListener;
import io.deckhand.testkit.internal.identity.TrustedAuthorities;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues certificates to devices with permission for them: the first at registration, later ones on request.
 *
 * <p>The permissions are stored with the hub's state. Pending requests are not: after a restart, a device that repeats
 * its request id starts a new request.
 */
public final class CertificateIssuance implements IdentityListener {
    private static final Logger log = LoggerFactory.getLogger(CertificateIssuance.class);
    private static final Duration OPERATION_LIFE = Duration.ofHours(1);
    private static final String LIFETIME = "lifetimeSeconds";

    private final IssuingAuthority authority;
    private final TrustedAuthorities trusted;
    private final IssuanceSetup setup;
    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Map<String, Duration> lifetimes = new HashMap<>();
    private final Map<String, CredentialOperation> operations = new HashMap<>();
    private final Map<String, CredentialAnswer.Receiver> receivers = new HashMap<>();
    private final Map<String, Integer> requests = new HashMap<>();

    public CertificateIssuance(
            TrustedAuthorities trusted,
            IssuanceSetup setup,
            StateStore store,
            HubRandom random,
            Clock clock,
            ScheduledExecutorService timer) {
        authority = new IssuingAuthority(store, random, clock);
        this.trusted = trusted;
        this.setup = setup;
        this.store = store;
        this.random = random;
        this.clock = clock;
        this.timer = timer;
        store.load(Shelf.CREDENTIALS)
                .forEach((id, document) -> lifetimes.put(
                        id, Duration.ofSeconds(document.required(LIFETIME).longValue())));
    }

    /** {@return the root certificate of issued chains} */
    public X509Certificate root() {
        return authority.root();
    }

    /**
     * Permits a device to have certificates of this hub's issuing CA, which the hub trusts from now on.
     *
     * @param lifetime the lifetime of each, in whole seconds
     */
    public synchronized void allow(String deviceId, Duration lifetime) {
        var unused = trusted.add(authority.root());
        store.save(Shelf.CREDENTIALS, deviceId, Json.object().put(LIFETIME, lifetime.toSeconds()));
        lifetimes.put(deviceId, lifetime);
    }

    /**
     * Issues a certificate at once to a registering device.
     *
     * @return the chain as sent: DER in Base64, the device's own first
     */
    public ArrayNode issueNow(String deviceId, CertificateRequest request, Duration lifetime) {
        allow(deviceId, lifetime);
        log.info("{}: issued a certificate for {}", deviceId, lifetime);
        return encoded(authority.issue(deviceId, request, lifetime));
    }

    /** {@return the immediate answer; the certificate is sent to the device's receiver later} */
    public synchronized CredentialAnswer request(String deviceId, String requestId, String body) {
        requests.merge(deviceId, 1, Integer::sum);
        try {
            HubError refusal = setup.refusal();
            if (refusal != null) {
                throw new HubException(refusal, "Requests for certificates are refused on purpose.");
            }
            CredentialRequest request = CredentialRequest.parse(deviceId, requestId, body);
            if (!lifetimes.containsKey(deviceId)) {
                throw new HubException(
                        HubError.CREDENTIAL_PRECONDITION_FAILED,
                        "No policy permits device '" + deviceId + "' to have certificates of this hub.");
            }
            return accept(deviceId, request);
        } catch (HubException e) {
            log.info("{}: request for a certificate refused, {}", deviceId, e.getMessage());
            return refused(requestId, e, null);
        }
    }

    /** {@return how many requests of a connected device have arrived, with those that were refused or repeated} */
    public synchronized int requests(String deviceId) {
        return requests.getOrDefault(deviceId, 0);
    }

    /** {@return a refusal in the format of the answers to certificate requests} */
    public CredentialAnswer refused(String requestId, HubException refusal, @Nullable ObjectNode info) {
        ObjectNode body = Json.object()
                .put("errorCode", refusal.error().code())
                .put("message", refusal.getMessage())
                .put("trackingId", random.id())
                .put("timestampUtc", HubTime.text(clock.instant()));
        body.set("info", info);
        return new CredentialAnswer(requestId, refusal.error().httpStatus(), body);
    }

    /**
     * Sends the outcomes of a connected device's requests from now on, including requests that ended while it was
     * disconnected.
     */
    public synchronized void attach(String deviceId, CredentialAnswer.Receiver receiver) {
        receivers.put(deviceId, receiver);
        tell(deviceId);
    }

    public synchronized void detach(String deviceId, CredentialAnswer.Receiver receiver) {
        receivers.remove(deviceId, receiver);
    }

    @Override
    public synchronized void deleted(DeviceIdentity identity) {
        operations.remove(identity.id());
        requests.remove(identity.id());
        if (lifetimes.remove(identity.id()) != null) {
            store.delete(Shelf.CREDENTIALS, identity.id());
        }
    }

    private CredentialAnswer accept(String deviceId, CredentialRequest request) {
        Optional<CredentialOperation> before = current(deviceId);
        if (before.isPresent() && before.get().requestId().equals(request.id())) {
            return again(deviceId, before.get(), request);
        }
        Optional<CredentialOperation> pending = before.filter(CredentialOperation::isPending);
        String replace = request.replace();
        if (replace == null && pending.isPresent()) {
            HubException refusal = new HubException(
                    HubError.CREDENTIAL_OPERATION_PENDING,
                    "Another request is pending. Wait for it, or send this one with 'replace'.");
            return refused(request.id(), refusal, pending.get().info());
        }
        if (replace != null
                && !replace.equals(CredentialRequest.ANY)
                && pending.filter(one -> one.requestId().equals(replace)).isEmpty()) {
            HubException refusal = new HubException(
                    HubError.PRECONDITION_FAILED, "No pending request has the id that 'replace' names.");
            return refused(request.id(), refusal, Json.object().put("requestId", replace));
        }
        return begin(deviceId, request);
    }

    /** A device that lost its connection repeats its request with the same id: that is the same request. */
    private CredentialAnswer again(String deviceId, CredentialOperation before, CredentialRequest request) {
        if (!before.csr().equals(request.csr())) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, "'$rid' was used before, for another certificate signing request.");
        }
        before.heard(false);
        later(Duration.ZERO, () -> tell(deviceId));
        return before.accepted();
    }

    private CredentialAnswer begin(String deviceId, CredentialRequest request) {
        CredentialOperation operation =
                new CredentialOperation(request, random.id(), clock.instant().plus(OPERATION_LIFE));
        operations.put(deviceId, operation);
        later(setup.issueAfter(), () -> finish(deviceId, operation));
        return operation.accepted();
    }

    private synchronized void finish(String deviceId, CredentialOperation operation) {
        if (operations.get(deviceId) == operation) { // Otherwise the request was replaced, or the device deleted.
            operation.complete(outcome(deviceId, operation));
            tell(deviceId);
        }
    }

    private CredentialAnswer outcome(String deviceId, CredentialOperation operation) {
        try {
            CertificateRequest request = CertificateRequest.parse(CertificateRequest.decode(operation.csr()), deviceId);
            Duration lifetime = lifetimes.getOrDefault(deviceId, Duration.ZERO);
            ObjectNode body = Json.object().put("correlationId", operation.correlationId());
            body.set("certificates", encoded(authority.issue(deviceId, request, lifetime)));
            log.info("{}: issued a certificate for {}", deviceId, lifetime);
            return new CredentialAnswer(operation.requestId(), 200, body);
        } catch (HubException e) {
            ObjectNode info =
                    operation.info().put("credentialError", "400000").put("credentialMessage", e.getMessage());
            return refused(operation.requestId(), e, info);
        }
    }

    private synchronized void tell(String deviceId) {
        CredentialAnswer.Receiver receiver = receivers.get(deviceId);
        if (receiver == null) {
            return;
        }
        current(deviceId).ifPresent(operation -> {
            CredentialAnswer outcome = operation.unheard();
            if (outcome != null) {
                operation.heard(true);
                receiver.receive(outcome);
            }
        });
    }

    private Optional<CredentialOperation> current(String deviceId) {
        Instant now = clock.instant();
        return Optional.ofNullable(operations.get(deviceId)).filter(operation -> !operation.isOver(now));
    }

    private void later(Duration delay, Runnable task) {
        var unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ArrayNode encoded(List<X509Certificate> chain) {
        ArrayNode encoded = Json.array();
        try {
            for (X509Certificate certificate : chain) {
                encoded.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            }
            return encoded;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was written can be encoded.", e);
        }
    }
}
