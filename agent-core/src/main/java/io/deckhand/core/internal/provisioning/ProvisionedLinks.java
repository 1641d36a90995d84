package io.deckhand.core.internal.provisioning;

import io.deckhand.FailureCause;
import io.deckhand.Transport;
import io.deckhand.core.internal.identity.Account;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Prover;
import io.deckhand.core.internal.issued.SigningRequest;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Links to the hub that the provisioning service has assigned, or assigns when they open. */
public final class ProvisionedLinks implements HubLink.Factory, Account {
    private static final Logger log = LoggerFactory.getLogger(ProvisionedLinks.class);

    /**
     * The settings for registration.
     *
     * @param opener opens a channel to the service, for the transport used for the hub
     * @param diagnosis classifies failures to reach the service
     * @param payload called at each registration; returns the device's payload for the service, as JSON, or null
     * @param told called with each assignment, before the agent connects
     */
    public record Setup(
            ServiceAddress address,
            Function<Transport, ServiceAddress.Opener> opener,
            Function<Throwable, Failure> diagnosis,
            @Nullable HttpProxy proxy,
            Supplier<@Nullable String> payload,
            Consumer<Assigned> told,
            Assignments assignments) {}

    private final Setup setup;
    private final HubAccounts accounts;
    private final Function<Login, HubLink.Factory> hubs;
    private final Supplier<Duration> elapsed;
    private final Ladder ladder;
    private volatile @Nullable Assigned current;

    /** Whether the application knows {@link #current}: it does not know a remembered one at first. */
    private final AtomicBoolean isTold = new AtomicBoolean();

    /** The transport of the open connection; null if there is none. */
    private volatile @Nullable Transport open;

    /** The registration that only renews a certificate, while a connection is open. */
    private volatile @Nullable Registrar renewing;

    /** Whether that registration has assigned another hub, and the connection to it is not open yet. */
    private volatile boolean moves;

    /**
     * {@code hubs} creates links to one hub, {@code elapsed} returns the time, {@code random} returns numbers from 0 to
     * 1.
     */
    public ProvisionedLinks(
            Setup setup,
            HubAccounts accounts,
            Function<Login, HubLink.Factory> hubs,
            Supplier<Duration> elapsed,
            DoubleSupplier random) {
        this.setup = setup;
        this.accounts = accounts;
        this.hubs = hubs;
        this.elapsed = elapsed;
        Optional<Assigned> remembered = setup.assignments().load();
        this.ladder = new Ladder(remembered, random);
        this.current = remembered.orElse(null);
    }

    @Override
    public HubLink create(Transport transport, HubEvents events) {
        return new ProvisionedLink(this, transport, events);
    }

    @Override
    public Duration leastDelay() {
        return ladder.leastDelay();
    }

    /** {@return the hub to connect to; empty to register first} Blocks if {@link #asksBefore}. */
    Optional<Assigned> assigned() {
        return ladder.next() == Ladder.Step.HUB && accounts.canConnect() ? ladder.assigned() : Optional.empty();
    }

    /** {@return whether deciding where to connect may block} */
    boolean asksBefore() {
        return isUntold() || accounts.areIssued();
    }

    Registrar registrar(Transport transport) {
        return new Registrar(setup.address(), setup.opener().apply(transport), setup.diagnosis(), setup.proxy());
    }

    /** Registers, and passes the result to the listener. Blocks. */
    Assigned register(Registrar registrar) throws NotAssigned {
        try {
            Assigned assigned = registered(registrar);
            take(assigned);
            return assigned;
        } catch (NotAssigned e) {
            throw explained(e);
        }
    }

    /** Registers, and takes the certificate if one is issued. */
    private Assigned registered(Registrar registrar) throws NotAssigned {
        try {
            SigningRequest request = accounts.request(setup.address().registrationId());
            Registered registered = registrar.register(
                    () -> accounts.enrolled().prove(setup.address().resource(), Optional.of("registration")),
                    setup.payload().get(),
                    request == null ? null : request.base64());
            accounts.registered(request, registered.certificates());
            return registered.assigned();
        } catch (CredentialException e) {
            throw new NotAssigned(setup.diagnosis().apply(e), Optional.empty());
        }
    }

    private void take(Assigned assigned) {
        log.info(
                "{}: the provisioning service has assigned '{}' at {}",
                setup.address().registrationId(),
                assigned.deviceId(),
                assigned.hostName());
        ladder.assigned(assigned);
        current = assigned;
        isTold.set(true);
        tell(assigned);
    }

    /** Registers only for a new certificate, while the device is connected with the present one. Blocks. */
    private void renewByRegistration(Transport transport) {
        Registrar registrar = registrar(transport);
        renewing = registrar;
        if (open == null) {
            renewing = null;
            return; // the connection has ended meanwhile
        }
        try {
            Assigned before = current;
            Assigned assigned = registered(registrar);
            if (!assigned.isSamePlaceAs(before)) {
                take(assigned);
                moves = true;
            }
        } catch (NotAssigned e) {
            if (open == null) {
                return; // it was given up together with the connection
            }
            log.warn(
                    "{}: the device's certificate could not be renewed by registering again, {}. The present one remains "
                            + "in use",
                    setup.address().registrationId(),
                    e.failure());
            boolean disabled = e.failure().cause() == FailureCause.PROVISIONING_DISABLED;
            accounts.notRegistered(e.retryAfter().orElse(disabled ? Ladder.DISABLED : Duration.ZERO));
        } finally {
            renewing = null;
        }
    }

    /** {@return whether the application has still to be told of the assignment that is remembered} */
    boolean isUntold() {
        return !isTold.get();
    }

    /** Tells the application of an assignment that is remembered. Blocks. */
    void tellRemembered(Assigned assigned) {
        if (isTold.compareAndSet(false, true)) {
            tell(assigned);
        }
    }

    private void tell(Assigned assigned) {
        try {
            setup.told().accept(assigned);
        } catch (RuntimeException | Error e) {
            log.error("{}: the listener of assignments failed", setup.address().registrationId(), e);
        }
    }

    private NotAssigned explained(NotAssigned e) {
        FailureCause cause = e.failure().cause();
        ladder.serviceFailed(cause, e.retryAfter());
        if (cause != FailureCause.PROVISIONING_REFUSED) {
            return e;
        }
        Prover prover = accounts.enrolled();
        Failure hinted = prover.hint(setup.address().registrationId())
                .map(e.failure()::with)
                .orElse(e.failure());
        prover.refused();
        return new NotAssigned(hinted, e.retryAfter());
    }

    HubLink linkTo(Assigned assigned, Transport transport, HubEvents events, Executor blocking) {
        moves = false;
        return hubs.apply(accounts.login(assigned, blocking)).create(transport, events);
    }

    void connected(Assigned assigned, Transport transport) {
        ladder.connected();
        setup.assignments().save(assigned);
        open = transport;
    }

    void disconnected() {
        open = null;
        accounts.disconnected();
        Registrar ending = renewing;
        if (ending != null) {
            ending.abandon(new IOException("The connection to the hub has ended"));
        }
    }

    void hubFailed(FailureCause cause) {
        ladder.hubFailed(cause, elapsed.get());
    }

    @Override
    public String deviceId() {
        Assigned now = current;
        return now == null ? setup.address().registrationId() : now.deviceId();
    }

    @Override
    public String hostName() {
        Assigned now = current;
        return now == null ? setup.address().endpoint() : now.hostName();
    }

    @Override
    public Optional<Login> login() {
        return Optional.ofNullable(current).map(accounts::login);
    }

    @Override
    public boolean hasChanged() throws CredentialException {
        Transport transport = open;
        if (transport != null && accounts.renew()) {
            renewByRegistration(transport);
        }
        return moves || accounts.atHub().hasChanged();
    }

    @Override
    public boolean mayChange() {
        return accounts.areIssued() || accounts.enrolled().mayChange();
    }

    @Override
    public boolean renewsItself() {
        return accounts.areIssued();
    }

    @Override
    public Optional<Instant> validUntil() {
        return accounts.validUntil();
    }
}
