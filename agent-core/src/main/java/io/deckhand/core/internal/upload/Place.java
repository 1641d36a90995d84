package io.deckhand.core.internal.upload;

import io.deckhand.core.internal.identity.Login;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The place to which the hub allows one file to be uploaded, for about an hour. */
record Place(Login login, String correlationId, String host, String container, String blobName, String sasToken) {
    /** {@return the address of the blob, with further query parameters} */
    URI uri(String more) {
        String path = Arrays.stream(blobName.split("/", -1)).map(Place::encoded).collect(Collectors.joining("/"));
        return URI.create("https://" + host + "/" + encoded(container) + "/" + path + sasToken + more);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Omits the token. */
    @Override
    public String toString() {
        return "Place[" + blobName + "]";
    }
}
