package io.deckhand.testkit.internal.transfer;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.blob.BlobStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the containers that jobs name by URI, and checks that the hub may use them. */
final class TransferContainers {
    private static final String PATH = "/" + BlobContainers.ACCOUNT + "/";

    private final String hostName;
    private final BlobContainers own;
    private final Clock clock;

    TransferContainers(String hostName, BlobContainers own, Clock clock) {
        this.hostName = hostName;
        this.own = own;
        this.clock = clock;
    }

    /**
     * {@return the container with this URI}
     *
     * @param permission what its signature must allow, unless the hub's identity does
     * @throws HubException with {@link HubError#BLOB_CONTAINER_VALIDATION_ERROR} when the hub may not use it
     */
    TransferContainer find(String uri, char permission, boolean identityBased) {
        URI parsed = parsed(uri);
        String path = String.valueOf(parsed.getPath());
        if (!hostName.equals(parsed.getHost()) || !path.startsWith(PATH)) {
            throw invalid("The local hub uses only its own containers, below https://" + hostName + PATH
                    + "; 'container NAME' on the command line prints the URI of one.");
        }
        String name = path.substring(PATH.length()).replaceAll("/$", "");
        BlobStore store = own.find(name).orElseThrow(() -> invalid("There is no container '" + name + "'."));
        Map<String, String> query = query(parsed.getRawQuery());
        if (!identityBased && !own.signatures().allow(name, "", permission, query::get)) {
            throw invalid("Unauthorized to " + (permission == 'r' ? "read from input" : "write to output")
                    + " blob container.");
        }
        return new OwnContainer(store, clock);
    }

    private static URI parsed(String uri) {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            // Without the cause: its message has the URI, and the URI a signature.
            throw invalid("The blob container's URI is not valid.");
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : raw == null ? new String[0] : raw.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), PercentEncoding.decode(parameter.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.BLOB_CONTAINER_VALIDATION_ERROR, why);
    }

    private record OwnContainer(BlobStore store, Clock clock) implements TransferContainer {
        @Override
        public Optional<byte[]> read(String blob) throws IOException {
            Path file = store.find(blob).map(found -> found.file()).orElse(null);
            return file == null ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        }

        @Override
        public void write(String blob, byte[] content) throws IOException {
            Path file = store.newFile();
            Files.write(file, content);
            store.put(blob, file, new BlobStore.Said("text/plain", "", Map.of()), clock.instant());
        }
    }
}
