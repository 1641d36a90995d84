package io.deckhand.testkit;

import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubThreads;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.blob.OwnUploadStorage;
import io.deckhand.testkit.internal.blob.StorageAccount;
import io.deckhand.testkit.internal.blob.UploadStorage;
import io.deckhand.testkit.internal.dps.ProvisioningSetup;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.files.DirectoryLock;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.hub.LastingState;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.routing.Routing;
import io.deckhand.testkit.internal.seed.Seed;
import io.deckhand.testkit.internal.seed.SeedFile;
import io.deckhand.testkit.internal.seed.Sowing;
import io.deckhand.testkit.internal.server.HubServers;
import io.deckhand.testkit.internal.server.LoopbackAddress;
import io.deckhand.testkit.internal.server.PortsWanted;
import io.deckhand.testkit.internal.store.DirectoryStore;
import io.deckhand.testkit.internal.store.MemoryStore;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.tier.TierRules;
import io.deckhand.testkit.internal.tls.HubAuthority;
import io.deckhand.testkit.internal.web.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes a hub's parts from its options, and starts, stops and closes them. What a restart keeps is made once; core and servers are
 * made again by each.
 */
final class RunningHub {
    private final @Nullable DirectoryLock lock;
    private final HubSettings settings;
    private final StateStore store;
    private volatile HubAuthority authority;
    private volatile SSLContext clientContext;
    private final TelemetryLog telemetry = new TelemetryLog();
    private final BlobContainers blobs;
    private final UploadStorage uploadStorage;
    private final TierRules tierRules;
    private final Routing routing;
    private final MessageRouting messageRouting;
    private final FaultSwitches faultSwitches = new FaultSwitches();
    private final ConnectionJournal journal;
    private final ProvisioningSetup provisioningSetup = new ProvisioningSetup();
    private PortsWanted ports;
    private volatile HubCore core;
    private @Nullable HubServers servers;
    private @Nullable WebServer web;

    /** @throws IllegalStateException if another hub uses the data directory */
    static RunningHub start(LocalHub.Builder builder) {
        Path directory = builder.dataDirectory;
        DirectoryLock lock = directory == null ? null : DirectoryLock.take(directory.resolve("state"));
        try {
            return new RunningHub(builder, lock);
        } catch (Throwable e) {
            if (lock != null) {
                lock.close();
            }
            throw e;
        }
    }

    private RunningHub(LocalHub.Builder builder, @Nullable DirectoryLock lock) {
        this.lock = lock;
        String host = builder.host == null ? LoopbackAddress.findFree(builder.ports) : builder.host;
        Seed seed = builder.seedFile == null ? null : SeedFile.read(builder.seedFile);
        HubRandom random = builder.seed == null ? HubRandom.secure() : HubRandom.seeded(builder.seed);
        Path directory = builder.dataDirectory;
        HubTier tier = builder.tier != null || seed == null ? builder.tier : seed.tier();
        settings = new HubSettings(
                host,
                builder.clock,
                random,
                builder.acknowledgeAfter,
                builder.feedbackAfter,
                builder.throttled || (seed != null && seed.throttles()),
                builder.jobsAtOnce(tier),
                builder.patience);
        store = directory == null ? new MemoryStore() : new DirectoryStore(directory.resolve("state"));
        authority = directory == null
                ? HubAuthority.create(host)
                : HubAuthority.loadOrCreate(directory.resolve("tls"), host);
        clientContext = authority.clientContext();
        ports = builder.ports;
        journal = new ConnectionJournal(builder.clock);
        blobs = new BlobContainers(random, builder.clock);
        uploadStorage = builder.storage == null
                ? new OwnUploadStorage(host, blobs)
                : StorageAccount.of(builder.storage, builder.storageTrust, builder.clock);
        tierRules = new TierRules(tier, builder.clock);
        routing = new Routing(TierRules.mostEnrichments(tier));
        messageRouting = new MessageRouting(routing, telemetry);
        core = newCore();
        faultSwitches.restartsWith(this::restartSoon);
        try {
            if (seed != null) {
                new Sowing(core).sow(seed);
            }
            builder.routing.accept(messageRouting);
            uploadStorage.prepare();
            startServers();
            web = builder.webPort == null ? null : new WebServer(host, builder.webPort, this::core);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    String hostName() {
        return settings.hostName();
    }

    HubCore core() {
        return core;
    }

    SSLContext clientContext() {
        return clientContext;
    }

    Path caCertificate() {
        return authority.caPem();
    }

    TelemetryLog telemetry() {
        return telemetry;
    }

    BlobContainers blobs() {
        return blobs;
    }

    MessageRouting routing() {
        return messageRouting;
    }

    ProvisioningSetup provisioningSetup() {
        return provisioningSetup;
    }

    synchronized HubPorts ports() {
        if (servers == null) {
            throw new IllegalStateException("The hub at " + hostName() + " is stopped. Call startAgain() first.");
        }
        return new HubPorts(servers.mqttPort(), servers.amqpPort(), servers.httpsPort());
    }

    synchronized Optional<URI> web() {
        return Optional.ofNullable(web).map(WebServer::link);
    }

    synchronized void restart() {
        stop();
        startAgain();
    }

    synchronized void restartWithNewAuthority() {
        stop();
        authority = authority.replaced(hostName());
        clientContext = authority.clientContext();
        startAgain();
    }

    synchronized void stop() {
        if (servers != null) {
            servers.close();
            servers = null;
        }
    }

    synchronized void startAgain() {
        if (servers != null) {
            throw new IllegalStateException("The hub at " + hostName() + " runs already. Call stop() first.");
        }
        core.close();
        core = newCore();
        startServers();
    }

    synchronized void close() {
        try {
            if (web != null) {
                web.close();
                web = null;
            }
            stop();
            core.close();
            authority.close();
            blobs.close();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private HubCore newCore() {
        return new HubCore(
                settings,
                new LastingState(
                        store,
                        telemetry,
                        faultSwitches,
                        journal,
                        provisioningSetup,
                        blobs,
                        uploadStorage,
                        routing,
                        tierRules));
    }

    private synchronized void startServers() {
        HubServers started = new HubServers(core, authority.serverContext(), ports);
        ports = started.again();
        servers = started;
    }

    /** For callers on the hub's own threads, which a restart ends. */
    private void restartSoon(boolean newAuthority) {
        Runnable restart = newAuthority ? this::restartWithNewAuthority : this::restart;
        HubThreads.daemon(hostName(), "restart", restart).start();
    }

    /** {@return the number of connections and of bytes not sent yet; for the hub's own tests} */
    synchronized Load load() {
        return servers == null ? new Load(0, 0) : new Load(servers.openConnections(), servers.bytesWaiting());
    }

    /** The load of a hub. */
    record Load(int connections, long bytesWaiting) {}
}
