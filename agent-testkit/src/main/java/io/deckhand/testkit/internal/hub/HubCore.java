package io.deckhand.testkit.internal.hub;

import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubThreads;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.c2d.Feedback;
import io.deckhand.testkit.internal.configuration.Configurations;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.connection.Sessions;
import io.deckhand.testkit.internal.dps.LinkedHub;
import io.deckhand.testkit.internal.dps.Provisioning;
import io.deckhand.testkit.internal.dps.ProvisioningSetup;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.fault.InjectedFaults;
import io.deckhand.testkit.internal.identity.AccessControl;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.TrustedAuthorities;
import io.deckhand.testkit.internal.input.ModuleInputs;
import io.deckhand.testkit.internal.issuance.CertificateIssuance;
import io.deckhand.testkit.internal.jobs.Jobs;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.routing.EventRouter;
import io.deckhand.testkit.internal.routing.HubEvents;
import io.deckhand.testkit.internal.routing.Routing;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.telemetry.EventConsumers;
import io.deckhand.testkit.internal.telemetry.SenderProperties;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.throttle.Throttles;
import io.deckhand.testkit.internal.tier.TierRules;
import io.deckhand.testkit.internal.tier.TieredIdentities;
import io.deckhand.testkit.internal.transfer.IdentityTransfers;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.deckhand.testkit.internal.upload.FileUploads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hub without protocols: the services to which the protocol adapters translate.
 *
 * <p>A core lives from a start of the hub to its stop. Persistent state is in the {@link StateStore}; a restart creates
 * a new core over the same store, as a new process would. All services are safe for use by several threads, and none of
 * their methods waits for a device. The lock order is: provisioning, the registry, one other service; feedback is added
 * under the lock of the cloud-to-device queues. Jobs hold no lock while they call other services or receive their
 * results.
 */
public final class HubCore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HubCore.class);
    private static final long SWEEP_MILLIS = 100;

    private final HubSettings settings;
    private final LastingState lasting;
    private final TelemetryIntake intake;
    private final EventConsumers eventConsumers = new EventConsumers();
    private final ScheduledExecutorService timer;
    private final IdentityRegistry registry;
    private final TrustedAuthorities authorities;
    private final AccessControl access;
    private final DeviceTwins twins;
    private final DirectMethods methods;
    private final Feedback feedback;
    private final FileUploads uploads;
    private final CloudToDeviceQueues cloudToDevice;
    private final Configurations configurations;
    private final Jobs jobs;
    private final IdentityTransfers transfers;
    private final Sessions sessions;
    private final Connections connections;
    private final InjectedFaults injectedFaults;
    private final Throttles throttles;
    private final TwinDocuments twinDocuments;
    private final CertificateIssuance issuance;
    private final ModuleInputs inputs;
    private final Provisioning provisioning;
    private final ExecutorService webhookThreads;
    private final ExecutorService transferThreads;

    public HubCore(HubSettings settings, LastingState lasting) {
        this.settings = settings;
        this.lasting = lasting;
        StateStore store = lasting.store();
        BlobContainers blobs = lasting.blobs();
        ConnectionJournal journal = lasting.journal();
        ProvisioningSetup provisioningSetup = lasting.provisioning();
        FaultSwitches faults = lasting.faults();
        uploads =
                new FileUploads(blobs.uploads(), lasting.uploadStorage(), settings.random(), settings.clock(), faults);
        timer = HubThreads.timer(settings.hostName());
        StateRepair.run(store);
        registry =
                new IdentityRegistry(store, settings.random(), settings.clock(), new TieredIdentities(lasting.tier()));
        authorities = new TrustedAuthorities(store, settings.clock());
        access = new AccessControl(
                settings.hostName(), registry, authorities, store, settings.random(), settings.clock());
        twins = new DeviceTwins(store, settings.clock());
        methods = new DirectMethods(registry, settings.random(), timer);
        feedback = new Feedback(store, settings.random(), settings.clock(), settings.feedbackAfter());
        cloudToDevice = new CloudToDeviceQueues(registry, store, settings.random(), settings.clock(), feedback);
        configurations = new Configurations(store, settings.random(), settings.clock());
        jobs = new Jobs(
                store, settings.clock(), methods, twins, query -> queries().deviceIds(query), settings.jobsAtOnce());
        transferThreads = HubThreads.onDemand(settings.hostName(), "transfer");
        transfers = new IdentityTransfers(settings, store, blobs, registry, twins, transferThreads);
        sessions = new Sessions(store);
        issuance = new CertificateIssuance(
                authorities, provisioningSetup.issuance(), store, settings.random(), settings.clock(), timer);
        inputs = new ModuleInputs(registry);
        webhookThreads = HubThreads.onDemand(settings.hostName(), "webhook");
        LinkedHub own = new LinkedHub(settings.hostName(), this::provisioned);
        provisioning = new Provisioning(settings, store, provisioningSetup, own, webhookThreads, journal);
        // The timer starts its thread from here on; services that can fail on damaged state are created before.
        connections = new Connections(registry, settings.clock(), timer, journal);
        twinDocuments = new TwinDocuments(registry, twins, connections, cloudToDevice);
        throttles = new Throttles(settings.throttled(), settings.clock());
        injectedFaults = new InjectedFaults(connections, faults, timer);
        EventRouter router = new EventRouter(lasting.telemetry(), lasting.routing(), twins, settings.hostName());
        HubEvents events = new HubEvents(router, twins, settings);
        intake = new TelemetryIntake(
                router,
                new SenderProperties(registry, twins),
                settings.clock(),
                faults,
                injectedFaults,
                throttles,
                lasting.tier());
        var unused = timer.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        registry.addListener(events.deletions());
        registry.addListener(twins);
        registry.addListener(events.creations());
        registry.addListener(cloudToDevice);
        registry.addListener(sessions);
        registry.addListener(connections);
        registry.addListener(issuance);
        twins.addObserver(events);
        connections.addListener(events);
        jobs.addListener(events::jobChanged);
    }

    public HubSettings settings() {
        return settings;
    }

    public IdentityRegistry registry() {
        return registry;
    }

    /** {@return the CAs trusted to sign device certificates} */
    public TrustedAuthorities authorities() {
        return authorities;
    }

    public AccessControl access() {
        return access;
    }

    public DeviceTwins twins() {
        return twins;
    }

    public DirectMethods methods() {
        return methods;
    }

    public CloudToDeviceQueues cloudToDevice() {
        return cloudToDevice;
    }

    public Configurations configurations() {
        return configurations;
    }

    public Jobs jobs() {
        return jobs;
    }

    /** {@return the jobs that import and export identities} */
    public IdentityTransfers transfers() {
        return transfers;
    }

    /** {@return the blob containers} */
    public BlobContainers blobs() {
        return lasting.blobs();
    }

    /** {@return how devices upload files} */
    public FileUploads uploads() {
        return uploads;
    }

    public Feedback feedback() {
        return feedback;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Connections connections() {
        return connections;
    }

    public TelemetryLog telemetry() {
        return lasting.telemetry();
    }

    /** {@return the readers of telemetry} */
    public EventConsumers eventConsumers() {
        return eventConsumers;
    }

    public Throttles throttles() {
        return throttles;
    }

    /** {@return the device provisioning service} */
    public Provisioning provisioning() {
        return provisioning;
    }

    /** {@return the service that issues certificates to devices} */
    public CertificateIssuance issuance() {
        return issuance;
    }

    /** {@return the modules that are subscribed to their inputs} */
    public ModuleInputs inputs() {
        return inputs;
    }

    /** {@return the services through which a provisioning service assigns devices to this hub} */
    public LinkedHub.Services provisioned() {
        return new LinkedHub.Services(registry, twins, issuance);
    }

    /** {@return the faults that devices request} */
    public InjectedFaults injectedFaults() {
        return injectedFaults;
    }

    public TelemetryIntake intake() {
        return intake;
    }

    /** {@return the journal of connections and refusals} */
    public ConnectionJournal journal() {
        return lasting.journal();
    }

    /** {@return the limits of the hub's tier} */
    public TierRules tier() {
        return lasting.tier();
    }

    /** {@return the routes and enrichments} */
    public Routing routing() {
        return lasting.routing();
    }

    public FaultSwitches faults() {
        return lasting.faults();
    }

    /** {@return the executor of faults ordered as JSON} */
    public FaultOrder faultOrder() {
        return new FaultOrder(registry, connections, sessions, faults());
    }

    /** {@return queries over the twins and jobs of this hub} */
    public HubQueries queries() {
        return new HubQueries(registry, jobs, twinDocuments);
    }

    /** {@return twins as back ends see them} */
    public TwinDocuments twinDocuments() {
        return twinDocuments;
    }

    /** {@return the service for devices' requests for their twins} */
    public DeviceTwinRequests twinRequests() {
        return new DeviceTwinRequests(settings, twins, faults(), throttles, tier());
    }

    /** Periodically executes what is due; unlike timers, this follows a clock that a test moves. */
    private void sweep() {
        sweep("expired messages", cloudToDevice::sweep);
        sweep("feedback to hand out", feedback::sweep);
        sweep("jobs to go on with", jobs::sweep);
    }

    private void sweep(String lookingFor, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            log.error("{}: looking for {} failed", settings.hostName(), lookingFor, e);
        }
    }

    /** Ends all pending calls and jobs, and the core's thread. */
    @Override
    public void close() {
        jobs.close();
        transfers.close();
        transferThreads.shutdownNow();
        methods.close();
        webhookThreads.shutdownNow();
        timer.shutdownNow();
    }
}
