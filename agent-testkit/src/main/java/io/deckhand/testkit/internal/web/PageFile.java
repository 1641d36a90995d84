package io.deckhand.testkit.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of the page, from the jar.
 *
 * @param contentType the media type with its charset
 * @param content read for each request, because the page is small and rarely loaded
 */
@SuppressWarnings("ArrayRecordComponent") // Neither compared nor modified.
record PageFile(String contentType, byte[] content) {
    private static final Pattern NAME = Pattern.compile("(vendor/)?[A-Za-z0-9.-]+\\.(?<type>html|js|mjs|css|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    /** {@return the file of this name in the page's directory, if there is one} */
    static Optional<PageFile> find(String name) {
        var type = NAME.matcher(name);
        if (!type.matches()) {
            return Optional.empty();
        }
        try (InputStream stream = PageFile.class.getResourceAsStream(name)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new PageFile(TYPES.getOrDefault(type.group("type"), ""), stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("The page's file " + name + " cannot be read from the jar", e);
        }
    }

    /** {@return a file that the jar must contain} */
    static PageFile get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("The jar has no file " + name + " of the page."));
    }
}
