package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A received cloud-to-device message, or a message to a {@link ModuleInput}.
 *
 * <pre>{@code
 * @CloudToDevice
 * void notice(CloudMessage message) { log.info("{} of {}", message.text(), message.properties().get("origin")); }
 * }</pre>
 *
 * @param body the body, copied; at most 64 KB, the hub's limit
 * @param properties the application properties, copied
 * @param messageId the id its sender gave it, or {@code null}
 * @param correlationId the id of what it belongs to, or {@code null}
 * @param contentType such as {@code application/json}, or {@code null}
 * @param contentEncoding such as {@code utf-8}, or {@code null}
 * @since 0.1
 */
@SuppressWarnings("ArrayRecordComponent") // the array is copied both ways and compared by its content
public record CloudMessage(
        byte[] body,
        Map<String, String> properties,
        @Nullable String messageId,
        @Nullable String correlationId,
        @Nullable String contentType,
        @Nullable String contentEncoding) {
    /**
     * Makes a message, for tests of listeners.
     *
     * @param body the body, copied
     * @param properties the application properties, copied
     * @param messageId the id its sender gave it, or {@code null}
     * @param correlationId the id of what it belongs to, or {@code null}
     * @param contentType the content type, or {@code null}
     * @param contentEncoding the content encoding, or {@code null}
     */
    public CloudMessage {
        body = requireNonNull(body, "body").clone();
        properties = Map.copyOf(requireNonNull(properties, "properties"));
    }

    /** {@return a copy of the body} */
    @Override
    public byte[] body() {
        return body.clone();
    }

    /** {@return the body as text in UTF-8, malformed bytes replaced} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CloudMessage that
                && Arrays.equals(body, that.body)
                && properties.equals(that.properties)
                && Objects.equals(messageId, that.messageId)
                && Objects.equals(correlationId, that.correlationId)
                && Objects.equals(contentType, that.contentType)
                && Objects.equals(contentEncoding, that.contentEncoding);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(body) + properties.hashCode();
    }

    /** {@return ids and size only: bodies may hold secrets and do not belong in a log} */
    @Override
    public String toString() {
        return "CloudMessage[messageId=" + messageId + ", bytes=" + body.length + "]";
    }
}
