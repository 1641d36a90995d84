package io.deckhand.core.internal.issued;

import io.deckhand.core.internal.identity.CertificateRenewal;
import io.deckhand.core.internal.issued.RenewalAnswer.Accepted;
import io.deckhand.core.internal.issued.RenewalAnswer.Certificates;
import io.deckhand.core.internal.issued.RenewalAnswer.Refused;
import io.deckhand.core.internal.json.Json;
import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a device's certificate at its hub: one request at a time, and the same request again until it is answered, over
 * other connections and after a restart too. The open connection is not affected. If the hub refuses, the certificate is
 * renewed by another registration instead.
 */
public final class HubRenewal {
    private static final Logger log = LoggerFactory.getLogger(HubRenewal.class);

    /** An answer that takes longer may be lost: the request is repeated. */
    private static final Duration REPEAT = Duration.ofSeconds(30);

    /** How long a hub keeps a request, if it does not say so. */
    private static final Duration REQUEST_LIFE = Duration.ofHours(1);

    /** After this many refusals the device registers again. */
    private static final int REFUSALS = 3;

    private final IssuedCertificates certificates;
    private final Json json = new Json();
    private volatile @Nullable Session session;
    private @Nullable SigningRequest request;
    private @Nullable Session sentOn;
    private Instant repeatAt = Instant.EPOCH;

    /** When the hub forgets the request; {@link Instant#MAX} until the hub has accepted it. */
    private Instant expires = Instant.MAX;

    private Instant notBefore = Instant.EPOCH;
    private Instant notRegisteringBefore = Instant.EPOCH;
    private String replaces = "";
    private int refusals;

    public HubRenewal(IssuedCertificates certificates) {
        this.certificates = certificates;
    }

    /** Requests over one connection. */
    private final class Session implements CertificateRenewal {
        private final String deviceId;
        private final Executor blocking;
        private volatile @Nullable Publisher publisher;

        Session(String deviceId, Executor blocking) {
            this.deviceId = deviceId;
            this.blocking = blocking;
        }

        @Override
        public void opened(Publisher opened) {
            publisher = opened;
            session = this;
            later(HubRenewal.this::look);
        }

        @Override
        public void answered(String requestId, int status, byte[] body) {
            later(() -> HubRenewal.this.answered(this, requestId, RenewalAnswer.read(json, status, body)));
        }

        /** Keys and their checks may take time. */
        private void later(Runnable task) {
            try {
                blocking.execute(task);
            } catch (RejectedExecutionException closed) {
                // The agent is closed: the request stays unanswered, and is sent again after a restart.
            }
        }
    }

    /** {@return requests over a connection that is about to open} */
    public synchronized CertificateRenewal over(String deviceId, Executor blocking) {
        session = null;
        return new Session(deviceId, blocking);
    }

    /** The connection is gone. */
    public synchronized void disconnected() {
        session = null;
    }

    /** Sends a request if it is time for one. Blocks as long as the source of keys does. */
    public synchronized void look() {
        Instant now = certificates.now();
        Session open = session;
        if (open == null || now.isBefore(notBefore) || certificates.due(now).isEmpty()) {
            return;
        }
        try {
            SigningRequest asked = request(open, now);
            if (sentOn != open) {
                send(open, asked, now);
            } else if (!now.isBefore(repeatAt)) {
                refusals += expires.equals(Instant.MAX) ? 1 : 0; // it was not even accepted
                send(open, asked, now);
            }
        } catch (CredentialException e) {
            log.warn("{}: the device's certificate is not renewed. {}", open.deviceId, e.getMessage());
            waits(now);
        }
    }

    private SigningRequest request(Session open, Instant now) throws CredentialException {
        SigningRequest asked = request == null ? certificates.unanswered().orElse(null) : request;
        if (asked == null || !now.isBefore(expires)) {
            asked = certificates.request(open.deviceId);
            certificates.unanswered(Optional.of(asked));
            sentOn = null;
            refusals += expires.equals(Instant.MAX) ? 0 : 1; // it was accepted, and not answered
            expires = Instant.MAX;
        }
        request = asked;
        return asked;
    }

    private void send(Session open, SigningRequest asked, Instant now) {
        CertificateRenewal.Publisher publisher = open.publisher;
        if (publisher == null) {
            return;
        }
        sentOn = open;
        repeatAt = now.plus(REPEAT);
        log.debug("{}: requesting a new certificate, request {}", open.deviceId, asked.id());
        try {
            publisher.publish(
                    asked.id(),
                    json.write(json.object()
                            .put("id", open.deviceId)
                            .put("csr", asked.base64())
                            .put("replace", replaces.isEmpty() ? null : replaces)));
        } catch (IOException | RuntimeException lost) {
            sentOn = null; // the next connection sends it
        }
    }

    private synchronized void answered(Session from, String requestId, RenewalAnswer answer) {
        SigningRequest asked = request;
        if (asked == null || !asked.id().equals(requestId)) {
            return; // of an earlier request, or one that another process sent
        }
        Instant now = certificates.now();
        if (answer instanceof Accepted accepted) {
            expires = accepted.expires().filter(now::isBefore).orElse(now.plus(REQUEST_LIFE));
        } else if (answer instanceof Certificates issued) {
            take(from, asked, issued, now);
        } else if (answer instanceof Refused refused) {
            refused(from, refused, now);
        }
    }

    private void take(Session from, SigningRequest asked, Certificates issued, Instant now) {
        try {
            certificates.issued(asked, issued.chain());
            forget();
            refusals = 0;
        } catch (CredentialException e) {
            log.warn("{}: the new certificate is of no use. {}", from.deviceId, e.getMessage());
            forgetRefused();
            refusals++;
            waits(now);
        }
    }

    private void refused(Session from, Refused refused, Instant now) {
        log.warn(
                "{}: the hub refused to renew the device's certificate, {}: {}. The present one remains in use",
                from.deviceId,
                refused.code(),
                refused.text());
        if (refused.isTemporary()) {
            sentOn = null; // the same request again
            refusals++;
            waits(now);
            return;
        }
        boolean known = refused.isAnotherPending() && replaces.isEmpty();
        forgetRefused();
        if (known) { // sent by this device, which has forgotten it
            replaces = refused.pendingId().isEmpty() ? "*" : refused.pendingId();
            look();
            return;
        }
        refusals = refused.isConflict() ? refusals + 1 : Math.max(REFUSALS, refusals + 1);
        waits(now);
    }

    private void forget() {
        request = null;
        sentOn = null;
        expires = Instant.MAX;
        replaces = "";
        notBefore = Instant.EPOCH;
        notRegisteringBefore = Instant.EPOCH;
    }

    private void forgetRefused() {
        forget();
        certificates.unanswered(Optional.empty());
    }

    private void waits(Instant now) {
        notBefore = certificates
                .due(now)
                .map(issued -> now.plus(certificates.pace().retry(issued, now)))
                .orElse(now);
    }

    /**
     * {@return whether the certificate has to be renewed by another registration: over this connection the hub does not
     * renew it, or it has refused}
     */
    public synchronized boolean needsRegistration() {
        Instant now = certificates.now();
        return certificates.due(now).isPresent()
                && (session == null || refusals >= REFUSALS)
                && !now.isBefore(notRegisteringBefore);
    }

    /** Another registration has brought a new certificate. */
    public synchronized void registered() {
        forget();
        refusals = 0;
    }

    /** Another registration has failed; the next one is later, after {@code atLeast}. */
    public synchronized void notRegistered(Duration atLeast) {
        Instant now = certificates.now();
        Duration wait = certificates
                .due(now)
                .map(issued -> certificates.pace().retry(issued, now))
                .orElse(Duration.ZERO);
        notRegisteringBefore = now.plus(wait).plus(atLeast);
    }
}
