package io.deckhand.core.internal.https;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTPS response.
 *
 * @param body the body, at most 256 KB; empty if the JDK does not provide it, as for some refusals
 * @param errorCode the name that the hub or the storage gave to a refusal in a header; empty if none
 * @param retryAfter how long to wait before the next request, if the server says so
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
public record HttpsAnswer(int status, byte[] body, String errorCode, Optional<Duration> retryAfter) {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** {@return the body as text} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
