package io.deckhand.testkit.internal.upload;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.blob.BlobStore;
import io.deckhand.testkit.internal.blob.UploadStorage;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.identity.IdentityIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets devices upload files: gives each a place for one blob, and tells back ends when it is there. */
public final class FileUploads {
    private static final int MOST_OF_ONE_DEVICE = 10;
    private static final int MAX_NAME = 1024;
    private static final Duration SLOT = Duration.ofHours(1);

    private final BlobStore blobs;
    private final UploadNotices notices;
    private final HubRandom random;
    private final Clock clock;
    private final FaultSwitches faults;
    private final UploadStorage storage;
    private final Map<String, Begun> begun = new LinkedHashMap<>();

    private record Begun(String deviceId, String blobName, Instant until) {}

    public FileUploads(BlobStore blobs, UploadStorage storage, HubRandom random, Clock clock, FaultSwitches faults) {
        this.blobs = blobs;
        this.storage = storage;
        this.random = random;
        this.clock = clock;
        this.faults = faults;
        notices = new UploadNotices();
    }

    /** {@return the files in the hub's own container} */
    public BlobStore blobs() {
        return blobs;
    }

    /** {@return where devices upload files to} */
    public UploadStorage storage() {
        return storage;
    }

    /** {@return whether the connection of an upload that begins now is to be cut, which is a fault} */
    public boolean cutsUpload() {
        return faults.cutsUpload();
    }

    public UploadNotices notices() {
        return notices;
    }

    /**
     * Gives a device a place for a file.
     *
     * @throws HubException for a bad name (400004) or an eleventh upload at a time (403006)
     */
    public synchronized UploadSlot begin(String deviceId, String name) {
        faults.checkRequest(deviceId);
        if (name.isEmpty() || name.length() > MAX_NAME || name.endsWith("/")) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "blobName must have 1 to " + MAX_NAME + " characters and not end with '/'.");
        }
        Instant now = clock.instant();
        begun.values().removeIf(upload -> upload.until().isBefore(now));
        long active = begun.values().stream()
                .filter(upload -> upload.deviceId().equals(deviceId))
                .count();
        if (active >= MOST_OF_ONE_DEVICE) {
            throw new HubException(
                    HubError.DEVICE_MAXIMUM_ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED,
                    "Device '" + deviceId + "' has " + active + " uploads under way. Complete one first.");
        }
        String blobName = deviceId + "/" + name;
        String correlationId = random.id();
        Instant until = now.plus(SLOT);
        begun.put(correlationId, new Begun(deviceId, blobName, until));
        return new UploadSlot(correlationId, blobName, storage.sasToken(blobName, until));
    }

    /**
     * Ends an upload; back ends hear of it if it succeeded and its blob is there.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when the device has begun no such upload
     */
    public synchronized void complete(String deviceId, String correlationId, boolean success) {
        faults.checkRequest(deviceId);
        Begun upload = begun.get(correlationId);
        if (upload == null || !upload.deviceId().equals(deviceId)) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "Device '" + deviceId + "' has begun no upload with this correlationId.");
        }
        begun.remove(correlationId);
        if (success) {
            var unused = storage.find(upload.blobName())
                    .thenAccept(found -> found.ifPresent(blob -> notices.add(new UploadNotice(
                            random.id(),
                            IdentityIds.deviceId(deviceId),
                            upload.blobName(),
                            blob.size(),
                            blob.changed(),
                            clock.instant()))));
        }
    }
}
