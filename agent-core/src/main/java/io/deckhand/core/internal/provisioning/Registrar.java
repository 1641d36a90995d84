package io.deckhand.core.internal.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Registers once: sends the request, then polls until the service has decided. Blocks; {@link #abandon} ends it. */
final class Registrar {
    /** The polling interval, if the service specifies none. */
    private static final Duration POLL = Duration.ofSeconds(3);

    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONGEST_REGISTRATION = Duration.ofMinutes(5);

    /** Creates a proof for the service: a token for it, or the certificate. */
    @FunctionalInterface
    interface Prover {
        Proof prove() throws CredentialException;
    }

    private final ServiceAddress address;
    private final ServiceAddress.Opener opener;
    private final Function<Throwable, Failure> diagnosis;
    private final @Nullable HttpProxy proxy;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition abandoned = lock.newCondition();
    private final Json json = new Json();
    private @Nullable RegistrationChannel channel;
    private @Nullable Throwable reason;

    Registrar(
            ServiceAddress address,
            ServiceAddress.Opener opener,
            Function<Throwable, Failure> diagnosis,
            @Nullable HttpProxy proxy) {
        this.address = address;
        this.opener = opener;
        this.diagnosis = diagnosis;
        this.proxy = proxy;
    }

    /**
     * {@return the device's assignment}
     *
     * @param payload the device's payload for the service, as JSON; null if there is none
     * @param csr a certificate signing request, DER in base64; null to request no certificate
     */
    Registered register(Prover prover, @Nullable String payload, @Nullable String csr) throws NotAssigned {
        try (RegistrationChannel opened = opened(prover)) {
            return decided(opened, opened.register(request(payload, csr)));
        } catch (NotAssigned e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private RegistrationChannel opened(Prover prover) throws Exception {
        checkWanted();
        RegistrationChannel opened = opener.open(address, prover.prove(), proxy, PATIENCE);
        lock.lock();
        try {
            channel = opened;
        } finally {
            lock.unlock();
        }
        checkWanted();
        return opened;
    }

    private byte[] request(@Nullable String payload, @Nullable String csr) throws IOException {
        ObjectNode request = json.object().put("registrationId", address.registrationId());
        if (payload != null) {
            request.set("payload", json.read(payload));
        }
        if (csr != null) {
            request.put("csr", csr);
        }
        return json.write(request);
    }

    private Registered decided(RegistrationChannel opened, RegistrationChannel.Answer first) throws Exception {
        RegistrationChannel.Answer answer = first;
        long begun = System.nanoTime();
        while (true) {
            ObjectNode operation = ServiceAnswers.body(json, answer);
            Optional<Registered> registered = ServiceAnswers.registered(operation);
            if (registered.isPresent()) {
                return registered.get();
            }
            if (System.nanoTime() - begun > LONGEST_REGISTRATION.toNanos()) {
                throw new TimeoutException(
                        "The service has not decided within " + LONGEST_REGISTRATION.toMinutes() + " minutes");
            }
            pause(answer.retryAfter().orElse(POLL));
            answer = opened.status(operation.path("operationId").asText(""));
        }
    }

    private void pause(Duration asked) throws InterruptedException, IOException {
        long left = asked.compareTo(LONGEST_POLL) < 0 ? asked.toNanos() : LONGEST_POLL.toNanos();
        lock.lock();
        try {
            while (left > 0 && reason == null) {
                left = abandoned.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        checkWanted();
    }

    private void checkWanted() throws IOException {
        lock.lock();
        try {
            if (reason != null) {
                throw new IOException("The registration was cancelled", reason);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Network failures have the same causes as with a hub; the hint says that the service was the target. */
    private NotAssigned failed(Exception evidence) {
        Failure named = diagnosis.apply(evidence);
        Failure explained = evidence instanceof CredentialException
                ? named
                : named.with("The failure occurred at the provisioning service, " + address.endpoint() + ".");
        return new NotAssigned(explained, Optional.empty());
    }

    void abandon(Throwable why) {
        RegistrationChannel closing;
        lock.lock();
        try {
            if (reason == null) {
                reason = why;
            }
            closing = channel;
            abandoned.signalAll();
        } finally {
            lock.unlock();
        }
        if (closing != null) {
            closing.close();
        }
    }
}
