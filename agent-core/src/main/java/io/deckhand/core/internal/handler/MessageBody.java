package io.deckhand.core.internal.handler;

import io.deckhand.CloudMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes the body of a cloud-to-device message by its content type and content encoding. */
final class MessageBody {
    /** The limit for a decompressed body; the hub's limit for a message is 64 KB. */
    private static final int MAX_UNPACKED_BYTES = 1024 * 1024;

    private static final String CHARSET = "charset=";

    private MessageBody() {}

    /** {@return the bytes, decompressed if the encoding is {@code gzip}} */
    static byte[] bytes(CloudMessage message) throws PayloadException {
        if (!"gzip".equals(lower(message.contentEncoding()))) {
            return message.body();
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(message.body()))) {
            byte[] bytes = unpacked.readNBytes(MAX_UNPACKED_BYTES + 1);
            if (bytes.length <= MAX_UNPACKED_BYTES) {
                return bytes;
            }
        } catch (IOException e) {
            throw new PayloadException("body-not-gzip", "The body is not valid gzip.", List.of(), e);
        }
        throw new PayloadException(
                "body-too-large", "The decompressed body has more than " + MAX_UNPACKED_BYTES + " bytes.", List.of());
    }

    /**
     * {@return the body as text; the character set is taken from the content type, otherwise from the content encoding,
     * otherwise UTF-8}
     */
    static String text(CloudMessage message) throws PayloadException {
        try {
            return charset(message)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes(message)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PayloadException("body-not-text", "The body is not valid text in its encoding.", List.of(), e);
        }
    }

    /** {@return the body as text that may be JSON: the content type is missing, or a JSON type} */
    static String jsonText(CloudMessage message) throws PayloadException {
        String type = mediaType(message.contentType());
        if (type.isEmpty() || type.equals("application/json") || type.equals("text/json") || type.endsWith("+json")) {
            return text(message);
        }
        throw new PayloadException(
                "body-not-json",
                "The content type is '" + type + "'; this listener accepts application/json only.",
                List.of());
    }

    private static Charset charset(CloudMessage message) throws PayloadException {
        String name = charsetName(lower(message.contentType()));
        if (name.isEmpty()) {
            name = lower(message.contentEncoding());
        }
        if (name.isEmpty() || name.equals("gzip") || name.equals("identity")) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new PayloadException("encoding-unknown", "The encoding of the body is unknown.", List.of(), e);
        }
    }

    private static String charsetName(String contentType) {
        int at = contentType.indexOf(CHARSET);
        if (at < 0) {
            return "";
        }
        String rest = contentType.substring(at + CHARSET.length());
        int end = rest.indexOf(';');
        return (end < 0 ? rest : rest.substring(0, end)).replace("\"", "").strip();
    }

    private static String mediaType(@Nullable String contentType) {
        String type = lower(contentType);
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip();
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT).strip();
    }
}
