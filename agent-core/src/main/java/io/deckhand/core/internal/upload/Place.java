package io.deckhand.core.internal.upload;

import io.deckhand.core.internal.identity.Login;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where the hub lets one file be uploaded, for an hour or so. */
record Place(Login login, String correlationId, String host, String container, String blobName, String sasToken) {
    /** {@return the address of the blob, with more in its query} */
    URI uri(String more) {
        String path = Arrays.stream(blobName.split("/", -1)).map(Place::encoded).collect(Collectors.joining("/"));
        return URI.create("https://" + host + "/" + encoded(container) + "/" + path + sasToken + more);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "Place[" + blobName + "]";
    }
}
