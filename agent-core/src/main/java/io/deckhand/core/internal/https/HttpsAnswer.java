package io.deckhand.core.internal.https;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An answer over HTTPS.
 *
 * @param body what came with it, at most 256 KB; empty where the JDK keeps it, as with some refusals
 * @param errorCode the name that the hub or the storage gave to a refusal in a header; empty if none
 * @param retryAfter how long the server wants to be left alone, if it says so
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
