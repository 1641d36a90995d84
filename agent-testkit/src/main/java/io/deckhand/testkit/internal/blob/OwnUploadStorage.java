package io.deckhand.testkit.internal.blob;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The container of the hub itself. */
public final class OwnUploadStorage implements UploadStorage {
    private static final int STANDARD_PORT = 443;

    private final String hostName;
    private final BlobContainers containers;

    public OwnUploadStorage(String hostName, BlobContainers containers) {
        this.hostName = hostName;
        this.containers = containers;
    }

    @Override
    public String host(int httpsPort) {
        return httpsPort == STANDARD_PORT ? hostName : hostName + ":" + httpsPort;
    }

    @Override
    public String sasToken(String blob, Instant until) {
        return containers.signatures().ofBlob(BlobContainers.UPLOADS, blob, until);
    }

    @Override
    public CompletableFuture<Optional<Stored>> find(String blob) {
        return CompletableFuture.completedFuture(
                containers.uploads().find(blob).map(found -> new Stored(found.size(), found.changed())));
    }
}
