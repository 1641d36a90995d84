package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The options of an upload. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * agent.upload("logs/boot.txt", file, UploadOptions.NONE
 *         .contentType("text/plain")
 *         .metadata("firmware", "1.4.2")
 *         .giveUpAfter(Duration.ofHours(6)));
 * }</pre>
 *
 * @param contentType the media type of the blob
 * @param metadata metadata of the blob; {@code sha256} is added
 * @param giveUpAfter how long the upload keeps trying without progress
 * @param progress called with the progress
 * @since 0.1
 */
public record UploadOptions(
        String contentType, Map<String, String> metadata, Duration giveUpAfter, UploadProgress progress) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ASCII = Pattern.compile("[\\x20-\\x7e]+");
    private static final int MOST_METADATA = 8 * 1024;

    /** {@code application/octet-stream}, no metadata, ten minutes without progress. */
    public static final UploadOptions NONE =
            new UploadOptions("application/octet-stream", Map.of(), Duration.ofMinutes(10), (sent, total) -> {});

    /**
     * Checks and copies.
     *
     * @param contentType the media type
     * @param metadata names and values
     * @param giveUpAfter how long without progress
     * @param progress called with the progress
     * @throws IllegalArgumentException if a value is out of the range stated by its method
     */
    public UploadOptions {
        metadata = Map.copyOf(requireNonNull(metadata, "metadata"));
        requireNonNull(progress, "progress");
        checkText("contentType", requireNonNull(contentType, "contentType"));
        metadata.forEach(UploadOptions::checkMetadata);
        int bytes = metadata.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        if (bytes > MOST_METADATA - 100) {
            throw new IllegalArgumentException(
                    "The metadata has " + bytes + " characters. The limit of Azure Storage is 8 KB.");
        }
        if (requireNonNull(giveUpAfter, "giveUpAfter").isNegative()
                || giveUpAfter.isZero()
                || giveUpAfter.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "giveUpAfter is " + giveUpAfter + ". It must be more than zero, and 7 days at most.");
        }
    }

    private static void checkMetadata(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The metadata name '" + name
                    + "' is not valid. Use letters, digits and '_', and no digit first, as Azure Storage requires.");
        }
        if (name.equalsIgnoreCase("sha256")) {
            throw new IllegalArgumentException("The metadata 'sha256' is reserved for the agent. Use another name.");
        }
        checkText("The metadata '" + name + "'", value);
    }

    private static void checkText(String what, String value) {
        if (!ASCII.matcher(value).matches() || !value.equals(value.strip())) {
            throw new IllegalArgumentException(
                    what + " is '" + value
                            + "'. It goes into an HTTP header: use at least one printable ASCII character, without space at the ends.");
        }
    }

    /**
     * Sets the type of the content.
     *
     * @param type the media type, as {@code text/plain; charset=utf-8}; printable ASCII
     * @return these options with it
     * @throws IllegalArgumentException if it is empty or has other characters
     */
    public UploadOptions contentType(String type) {
        return new UploadOptions(type, metadata, giveUpAfter, progress);
    }

    /**
     * Adds metadata of the blob.
     *
     * @param name its name: letters, digits and {@code _}, no digit first; storage does not distinguish case
     * @param value its value: printable ASCII, at least one character. All metadata may have 8 KB, the limit of Azure Storage
     * @return these options with it, in place of an earlier value of that name
     * @throws IllegalArgumentException if either is out of range
     */
    public UploadOptions metadata(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(name, value);
        return new UploadOptions(contentType, more, giveUpAfter, progress);
    }

    /**
     * Sets how long the upload keeps trying without progress. An upload that makes progress has no time limit.
     *
     * @param time more than zero, and at most 7 days, after which storage discards incomplete uploads
     * @return these options with it
     * @throws IllegalArgumentException if it is out of range
     */
    public UploadOptions giveUpAfter(Duration time) {
        return new UploadOptions(contentType, metadata, time, progress);
    }

    /**
     * Sets the listener for the progress of the upload.
     *
     * @param listener called for each part that storage has received
     * @return these options with it
     */
    public UploadOptions onProgress(UploadProgress listener) {
        return new UploadOptions(contentType, metadata, giveUpAfter, listener);
    }
}
