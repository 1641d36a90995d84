package io.deckhand.testkit.internal.transfer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that export all identities to a blob, or import them from one; one at a time. They are stored when they are
 * created and when they end.
 */
public final class IdentityTransfers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IdentityTransfers.class);

    private final HubSettings settings;
    private final StateStore store;
    private final TransferContainers containers;
    private final IdentityExport exporter;
    private final IdentityImport importer;
    private final Executor threads;
    private final Map<String, Transfer> transfers = new TreeMap<>();
    private boolean closed;

    /** @param threads runs the jobs, which block while they read and write blobs */
    public IdentityTransfers(
            HubSettings settings,
            StateStore store,
            BlobContainers blobs,
            IdentityRegistry registry,
            DeviceTwins twins,
            Executor threads) {
        this.settings = settings;
        this.store = store;
        this.threads = threads;
        containers = new TransferContainers(settings.hostName(), blobs, settings.clock());
        exporter = new IdentityExport(registry, twins);
        importer = new IdentityImport(new IdentityChanges(registry, twins));
        store.load(Shelf.TRANSFERS)
                .forEach((id, kept) -> transfers.put(
                        id, Transfer.fromKept(kept, settings.clock().instant())));
    }

    /**
     * Creates a job, which begins at once.
     *
     * @return the state of the job
     * @throws HubException for an invalid order (400), a container that the hub may not use (400008), or while another
     *     job runs (403003)
     */
    public ObjectNode create(ObjectNode body) {
        TransferOrder order = TransferOrder.read(body);
        TransferContainer output = containers.find(order.outputUri(), 'w', order.identityBased());
        byte[] input = order.inputUri() == null ? new byte[0] : read(order, order.inputUri());
        String jobId = settings.random().id();
        Transfer transfer = new Transfer(jobId, order, Json.object());
        begin(jobId, transfer);
        threads.execute(() -> run(jobId, transfer, order, input, output));
        return get(jobId);
    }

    /**
     * {@return the state of a job}
     *
     * @throws HubException with {@link HubError#JOB_NOT_FOUND}
     */
    public synchronized ObjectNode get(String jobId) {
        return find(jobId).toDocument();
    }

    /** {@return the state of all jobs that the hub still has} */
    public synchronized ArrayNode list() {
        ArrayNode list = Json.array();
        transfers.values().forEach(transfer -> list.add(transfer.toDocument()));
        return list;
    }

    /**
     * Cancels a job; one that has ended stays unchanged. An import does not undo what it has done.
     *
     * @throws HubException with {@link HubError#JOB_NOT_FOUND}
     */
    public synchronized void cancel(String jobId) {
        Transfer transfer = find(jobId);
        transfer.cancelled(settings.clock().instant());
        keep(jobId, transfer);
    }

    /** Stops the job that is running. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private byte[] read(TransferOrder order, String uri) {
        try {
            return containers
                    .find(uri, 'r', order.identityBased())
                    .read(order.inputBlob())
                    .orElseThrow(() -> new HubException(
                            HubError.BLOB_CONTAINER_VALIDATION_ERROR,
                            "Failed to read devices blob from input container: it has no '" + order.inputBlob()
                                    + "'."));
        } catch (IOException e) {
            throw new HubException(
                    HubError.BLOB_CONTAINER_VALIDATION_ERROR, "Failed to read devices blob from input container.");
        }
    }

    private synchronized void begin(String jobId, Transfer transfer) {
        transfers.entrySet().removeIf(entry -> {
            boolean forgotten = entry.getValue().isForgottenBy(settings.clock().instant());
            if (forgotten) {
                store.delete(Shelf.TRANSFERS, entry.getKey());
            }
            return forgotten;
        });
        transfers.forEach((other, running) -> {
            if (!running.isOver()) {
                throw new HubException(
                        HubError.JOB_QUOTA_EXCEEDED,
                        "Job '" + other + "' imports or exports identities, and one job at a time may. Wait until it "
                                + "ends, or cancel it.");
            }
        });
        transfers.put(jobId, transfer);
        keep(jobId, transfer);
    }

    private void run(String jobId, Transfer transfer, TransferOrder order, byte[] input, TransferContainer output) {
        changed(jobId, transfer, () -> transfer.began(settings.clock().instant()));
        try {
            byte[] result = order.type() == TransferOrder.Type.EXPORT
                    ? exporter.lines(order.excludeKeys())
                    : importer.apply(input, progress -> goesOn(transfer, progress));
            output.write(order.outputBlob(), result);
            changed(jobId, transfer, () -> transfer.completed(settings.clock().instant()));
        } catch (IOException | RuntimeException e) {
            log.error("{}: the job {} failed", settings.hostName(), jobId, e);
            changed(
                    jobId,
                    transfer,
                    () -> transfer.failed(
                            "The output blob could not be written.",
                            settings.clock().instant()));
        }
    }

    private synchronized boolean goesOn(Transfer transfer, int progress) {
        boolean goesOn = !closed && !transfer.isOver();
        if (goesOn) {
            transfer.advanced(progress);
        }
        return goesOn;
    }

    private synchronized void changed(String jobId, Transfer transfer, Runnable change) {
        change.run();
        keep(jobId, transfer);
    }

    private void keep(String jobId, Transfer transfer) {
        if (!closed) {
            store.save(Shelf.TRANSFERS, jobId, transfer.toDocument());
        }
    }

    private Transfer find(String jobId) {
        Transfer transfer = transfers.get(jobId);
        if (transfer == null) {
            throw new HubException(HubError.JOB_NOT_FOUND, "No job '" + jobId + "'.");
        }
        return transfer;
    }
}
