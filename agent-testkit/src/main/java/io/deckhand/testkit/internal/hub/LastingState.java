package io.deckhand.testkit.internal.hub;

import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.blob.OwnUploadStorage;
import io.deckhand.testkit.internal.blob.UploadStorage;
import io.deckhand.testkit.internal.dps.ProvisioningSetup;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.routing.Routing;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.tier.TierRules;

/**
 * The parts of a hub that its restarts keep.
 *
 * @param store the state that a data directory keeps too
 */
public record LastingState(
        StateStore store,
        TelemetryLog telemetry,
        FaultSwitches faults,
        ConnectionJournal journal,
        ProvisioningSetup provisioning,
        BlobContainers blobs,
        UploadStorage uploadStorage,
        Routing routing,
        TierRules tier) {

    /** {@return the parts of a new hub over a store} */
    public static LastingState over(StateStore store, HubSettings settings) {
        BlobContainers blobs = new BlobContainers(settings.random(), settings.clock());
        return new LastingState(
                store,
                new TelemetryLog(),
                new FaultSwitches(),
                new ConnectionJournal(settings.clock()),
                new ProvisioningSetup(),
                blobs,
                new OwnUploadStorage(settings.hostName(), blobs),
                new Routing(TierRules.mostEnrichments(null)),
                new TierRules(null, settings.clock()));
    }
}
