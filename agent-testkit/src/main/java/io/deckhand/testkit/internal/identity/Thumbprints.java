package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The certificates a device may connect with, by their digests: SHA-1 or SHA-256, 40 or 64 hex digits.
 *
 * @param primary the one, or null
 * @param secondary the other, or null
 */
public record Thumbprints(
        @Nullable String primary, @Nullable String secondary) {
    private static final Pattern VALID = Pattern.compile("[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}");

    /**
     * Takes two digests of which one may be missing.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when both are, or one is no digest
     */
    public Thumbprints {
        check(primary);
        check(secondary);
        if (primary == null && secondary == null) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, "x509Thumbprint needs primaryThumbprint, secondaryThumbprint or both.");
        }
    }

    /** {@return whether the certificate is one of them} */
    public boolean match(X509Certificate certificate) {
        return matches(certificate, primary) || matches(certificate, secondary);
    }

    /** {@return as the service API reads it; empty texts are as good as nothing} */
    public static Thumbprints read(JsonNode document) {
        return new Thumbprints(text(document, "primaryThumbprint"), text(document, "secondaryThumbprint"));
    }

    /** Writes what {@link #read} reads; for null, that there are none. */
    public static void write(@Nullable Thumbprints thumbprints, ObjectNode document) {
        document.put("primaryThumbprint", thumbprints == null ? null : thumbprints.primary)
                .put("secondaryThumbprint", thumbprints == null ? null : thumbprints.secondary);
    }

    private static @Nullable String text(JsonNode document, String name) {
        String text = document.path(name).asText("");
        return text.isEmpty() || document.path(name).isNull() ? null : text;
    }

    private static void check(@Nullable String thumbprint) {
        if (thumbprint != null && !VALID.matcher(thumbprint).matches()) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "'" + thumbprint + "' is no thumbprint: 40 hex digits of SHA-1 or 64 of SHA-256.");
        }
    }

    /** {@return a certificate's digest with SHA-256, as {@code az} writes it} */
    public static String sha256(X509Certificate certificate) {
        return digest("SHA-256", certificate).toUpperCase(Locale.ROOT);
    }

    /** {@return a certificate's digest with SHA-1, in the same form} */
    public static String sha1(X509Certificate certificate) {
        return digest("SHA-1", certificate).toUpperCase(Locale.ROOT);
    }

    private static boolean matches(X509Certificate certificate, @Nullable String thumbprint) {
        return thumbprint != null
                && digest(thumbprint.length() == 40 ? "SHA-1" : "SHA-256", certificate)
                        .equalsIgnoreCase(thumbprint);
    }

    private static String digest(String algorithm, X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-1 and SHA-256.", e);
        }
    }
}
