package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.blob.BlobStore;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the container and the blob that a request's path names, and checks its signature. */
final class BlobDoor {
    private static final String UPLOADS = "/" + BlobContainers.UPLOADS + "/";
    private static final String ACCOUNT = "/" + BlobContainers.ACCOUNT + "/";

    private final BlobContainers containers;

    BlobDoor(BlobContainers containers) {
        this.containers = containers;
    }

    /**
     * What a request is about.
     *
     * @param container its blobs
     * @param blob the name of the blob, empty for the container itself
     * @param allowed whether the signature allows the operation; without it the container may be another one
     */
    record Place(String containerName, BlobStore container, String blob, boolean allowed) {}

    /** {@return whether the target of a request is below a path of the blob endpoint} */
    static boolean leads(String uri) {
        return uri.startsWith(UPLOADS) || uri.startsWith(ACCOUNT);
    }

    Place place(HttpMethod method, QueryStringDecoder target) {
        String path = target.path();
        boolean inAccount = path.startsWith(ACCOUNT);
        String rest = inAccount ? path.substring(ACCOUNT.length()) : path.substring(1);
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        String blob = slash < 0 ? "" : rest.substring(slash + 1);
        boolean allowed =
                containers.signatures().allow(name, blob, permission(method, blob), key -> parameter(target, key));
        return containers
                .find(name)
                .map(container -> new Place(name, container, blob, allowed))
                // A place is needed for what a refused client still writes.
                .orElseGet(() -> new Place(name, containers.uploads(), blob, false));
    }

    static @Nullable String parameter(QueryStringDecoder target, String key) {
        List<String> values = target.parameters().get(key);
        return values == null ? null : values.get(0);
    }

    private static char permission(HttpMethod method, String blob) {
        if (method.equals(HttpMethod.PUT)) {
            return 'w';
        }
        if (method.equals(HttpMethod.DELETE)) {
            return 'd';
        }
        return blob.isEmpty() ? 'l' : 'r';
    }
}
