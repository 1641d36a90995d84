package io.deckhand.core.internal.provisioning;

import io.deckhand.Disposition;
import io.deckhand.FailureCause;
import io.deckhand.Transport;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A link that first registers to find its hub, if there is none or the hub no longer knows the device. */
final class ProvisionedLink implements HubLink {
    private final ProvisionedLinks links;
    private final Transport transport;
    private final HubEvents events;
    private final Registrar registrar;
    private @Nullable HubLink hub;
    private @Nullable Throwable abandoned;

    ProvisionedLink(ProvisionedLinks links, Transport transport, HubEvents events) {
        this.links = links;
        this.transport = transport;
        this.events = events;
        this.registrar = links.registrar(transport);
    }

    @Override
    public CompletionStage<Void> open(Executor blocking) {
        return links.asksBefore()
                ? CompletableFuture.supplyAsync(this::remembered, blocking).thenCompose(known -> open(known, blocking))
                : open(links.assigned(), blocking);
    }

    /** {@return the assignment that is remembered, after the application was told of it} Blocks. */
    private Optional<Assigned> remembered() {
        Optional<Assigned> known = links.assigned();
        known.ifPresent(links::tellRemembered);
        return known;
    }

    private CompletionStage<Void> open(Optional<Assigned> known, Executor blocking) {
        return known.<CompletionStage<Void>>map(hub -> openHub(hub, blocking))
                .orElseGet(() -> registered(blocking).thenCompose(fresh -> openHub(fresh, blocking)));
    }

    private CompletableFuture<Assigned> registered(Executor blocking) {
        CompletableFuture<Assigned> registered = new CompletableFuture<>();
        blocking.execute(() -> {
            try {
                registered.complete(links.register(registrar));
            } catch (NotAssigned e) {
                registered.completeExceptionally(
                        new HubLinkException("The provisioning service assigned no hub", e.failure()));
            } catch (RuntimeException | Error e) {
                registered.completeExceptionally(e);
            }
        });
        return registered;
    }

    private CompletionStage<Void> openHub(Assigned assigned, Executor blocking) {
        HubLink opening = links.linkTo(assigned, transport, this::accept, blocking);
        synchronized (this) {
            hub = opening;
            if (abandoned != null) {
                opening.abandon(abandoned);
            }
        }
        return opening.open(blocking).whenComplete((open, failure) -> {
            if (failure == null) {
                links.connected(assigned, transport);
            } else {
                links.hubFailed(causeOf(failure));
            }
        });
    }

    private static FailureCause causeOf(Throwable failure) {
        Throwable inner =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return inner instanceof HubLinkException named ? named.failure().cause() : FailureCause.UNKNOWN;
    }

    /** Reports a loss as that of this link; answers to calls and messages go to the hub's own link. */
    private void accept(HubEvent event) {
        if (event instanceof HubEvent.LinkLost lost) {
            links.disconnected();
            events.accept(new HubEvent.LinkLost(this, lost.failure()));
        } else {
            events.accept(event);
        }
    }

    private synchronized HubLink hub() {
        if (hub == null) {
            throw new IllegalStateException("The link is not open");
        }
        return hub;
    }

    private synchronized Optional<HubLink> opened() {
        return Optional.ofNullable(hub);
    }

    @Override
    public CompletionStage<Void> readTwin() {
        return hub().readTwin();
    }

    @Override
    public CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer) {
        return hub().answer(call, answer);
    }

    @Override
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {
        hub().settle(arrival, disposition);
    }

    @Override
    public boolean canAbandon() {
        return hub().canAbandon();
    }

    @Override
    public CompletionStage<Void> send(TelemetryMessage message) {
        return hub().send(message);
    }

    @Override
    public int telemetryWindow() {
        return hub().telemetryWindow();
    }

    @Override
    public CompletionStage<Void> report(byte[] patch) {
        return hub().report(patch);
    }

    @Override
    public Optional<Failure> overdue() {
        return hub().overdue();
    }

    @Override
    public Duration untilOverdue() {
        return hub().untilOverdue();
    }

    @Override
    public Optional<Duration> usableFor() {
        return hub().usableFor();
    }

    @Override
    public void abandon(Throwable why) {
        registrar.abandon(why);
        Optional<HubLink> open;
        synchronized (this) {
            abandoned = why;
            open = opened();
        }
        open.ifPresent(link -> link.abandon(why));
    }

    @Override
    @SuppressWarnings("NullAway") // a Void has no other value
    public CompletionStage<Void> close(Executor blocking) {
        links.disconnected();
        return opened().map(link -> link.close(blocking)).orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
