package io.deckhand.testkit.internal.blob;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The blob containers of a hub, until it is closed: one for uploads of devices, and others by name. */
public final class BlobContainers implements AutoCloseable {
    /** The container that devices upload files to. */
    public static final String UPLOADS = "device-uploads";

    /**
     * The storage account in the paths of all other containers. The storage SDKs expect one in front of the container
     * if the host is an IP address.
     */
    public static final String ACCOUNT = "deckhandstorage";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:-?[a-z0-9]){2,62}");

    private static final Duration ACCESS = Duration.ofDays(7);

    private final Clock clock;
    private final BlobSignatures signatures;
    private final Map<String, BlobStore> containers = new TreeMap<>();

    public BlobContainers(HubRandom random, Clock clock) {
        this.clock = clock;
        signatures = new BlobSignatures(random, clock);
    }

    public BlobSignatures signatures() {
        return signatures;
    }

    /**
     * {@return the path of a container, which is created if it does not exist, with a signature that allows everything
     * for seven days}
     *
     * @throws HubException as for {@link #open}
     */
    public String target(String name) {
        var unused = open(name);
        return "/" + ACCOUNT + "/" + name
                + signatures.ofContainer(name, "racwdl", clock.instant().plus(ACCESS));
    }

    /** {@return the container that devices upload files to} */
    public BlobStore uploads() {
        return open(UPLOADS);
    }

    /**
     * {@return the container with this name, created if it does not exist}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an invalid name
     */
    public synchronized BlobStore open(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "'" + name
                            + "' is not a name for a container: 3 to 63 of a-z, 0-9 and single hyphens between them.");
        }
        return containers.computeIfAbsent(name, unused -> new BlobStore());
    }

    public synchronized Optional<BlobStore> find(String name) {
        return Optional.ofNullable(containers.get(name));
    }

    /** Removes all files. */
    @Override
    public synchronized void close() {
        containers.values().forEach(BlobStore::close);
    }
}
