package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.AgentException;
import io.deckhand.core.internal.Agent;
import io.deckhand.core.internal.Host;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.HandlerScanner;
import io.deckhand.core.internal.handler.Interceptors;
import io.deckhand.core.internal.handler.PayloadValidator;
import io.deckhand.core.internal.handler.ProvidedHandlers;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Prover;
import io.deckhand.core.internal.identity.TlsContexts;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.telemetry.OutboxLimits;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.identity.ContextCredential;
import io.deckhand.identity.Credential;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes an agent's parts from the chosen options, in a host. */
final class Assembly {
    private final Choices chosen;
    private final Host host;
    private final Contradictions contradictions;

    Assembly(Choices chosen, Host host) {
        this.chosen = chosen;
        this.host = host;
        this.contradictions = new Contradictions(chosen);
    }

    /** {@return a new agent} Nothing stays open if it throws. */
    Agent agent() {
        contradictions.refuse();
        Host.Application application = host.application(applicationKey(), this::application);
        contradictions.refuse(application.handlers());
        Traffic traffic = new Traffic();
        Prover prover = prover();
        String name = name();
        Agent.Place place = host.place(name);
        Store opened = null;
        try {
            StoreOptions store = chosen.store == null ? host.store(name).orElse(null) : chosen.store;
            opened = store == null ? null : open(store, place.threads());
            Origin origin = origin(prover, application.json(), traffic, opened);
            Agent.Settings settings = new Agent.Settings(
                    origin.account(),
                    chosen.credentialCheck,
                    chosen.transports,
                    chosen.reconnect,
                    chosen.operationTimeout,
                    outboxLimits(store),
                    place,
                    opened,
                    chosen.proxy);
            return new Agent(
                    settings,
                    application.json(),
                    application.handlers(),
                    application.options(),
                    origin.links(),
                    traffic);
        } catch (RuntimeException | Error e) {
            if (opened != null) {
                opened.close();
            }
            place.threads().close();
            throw e;
        }
    }

    private String name() {
        return chosen.identity == null
                ? requireNonNull(chosen.provisioning).registrationId()
                : chosen.identity.deviceId();
    }

    private OutboxLimits outboxLimits(@Nullable StoreOptions store) {
        return new OutboxLimits(
                chosen.outboxCapacity,
                chosen.outboxBytes,
                store == null ? 0 : store.settings().bytes(),
                chosen.overflow,
                chosen.operationTimeout,
                host.outboxBudget());
    }

    private Origin origin(Prover prover, Json json, Traffic traffic, @Nullable Store opened) {
        Function<Login, HubLink.Factory> hubs = login -> host.links(
                new LinkSettings(login, chosen.transports.get(0), chosen.proxy, chosen.keepAlive, chosen.modelId),
                traffic);
        return chosen.identity == null
                ? ProvisionedOrigin.of(requireNonNull(chosen.provisioning), json, prover, chosen.proxy, opened, hubs)
                : Origin.named(chosen.identity, prover, hubs);
    }

    /** Everything that the application's part of an agent is made from: agents with equal keys can share it. */
    private List<@Nullable Object> applicationKey() {
        List<@Nullable Object> key = new ArrayList<>(chosen.handlers);
        key.addAll(chosen.interceptors);
        key.add(chosen.mapper);
        key.add(chosen.modelId == null ? "" : chosen.modelId.intern());
        key.add((chosen.sharedThreads + " " + chosen.virtualThreads + " " + chosen.describeMethods + " "
                        + chosen.rememberedMessageIds + " " + chosen.discover)
                .intern());
        return key;
    }

    private Host.Application application() {
        Json json = chosen.mapper == null ? new Json() : new Json(chosen.mapper);
        HandlerOptions options = new HandlerOptions(
                PayloadValidator.find(),
                new Interceptors(chosen.interceptors, json),
                chosen.sharedThreads,
                chosen.virtualThreads,
                chosen.describeMethods,
                chosen.modelId,
                chosen.rememberedMessageIds);
        List<Object> objects = new ArrayList<>(chosen.handlers);
        List<String> problems = chosen.discover ? ProvidedHandlers.addTo(objects) : List.of();
        return new Host.Application(
                json,
                options,
                HandlerScanner.scan(json, options.validator(), options.interceptors(), objects, problems));
    }

    /**
     * Opening succeeds whatever the state of the disk; it fails only for a store that another agent uses, of a later
     * version, or with another key.
     */
    private static Store open(StoreOptions store, AgentThreads threads) {
        try {
            return Store.open(
                    store.settings(),
                    (millis, task) -> threads.schedule(() -> threads.run(task), millis, TimeUnit.MILLISECONDS));
        } catch (IllegalStateException e) {
            throw new AgentException(String.valueOf(e.getMessage()), e);
        }
    }

    private Prover prover() {
        SSLContext context = chosen.sslContext;
        Credential own = chosen.credential;
        if (own == null) {
            if (context == null) {
                throw new IllegalArgumentException(
                        "The connection string says x509=true, but no certificate is set. Set one, as in "
                                + "credential(Credentials.pemFiles(certificate, key)), or with sslContext(...).");
            }
            own = new ContextCredential(context);
        }
        contradictions.refuse(own);
        return new Prover(own, new TlsContexts(context, chosen.trusted), chosen.tokenLifetime, Clock.systemUTC());
    }
}
