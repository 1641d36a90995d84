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
 * The thumbprints of the certificates with which a device may connect: SHA-1 or SHA-256, 40 or 64 hex digits.
 *
 * @param primary the primary thumbprint, or null
 * @param secondary the secondary thumbprint, or null
 */
public record Thumbprints(
        @Nullable String primary, @Nullable String secondary) {
    private static final Pattern VALID = Pattern.compile("[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}");

    /**
     * Checks the thumbprints, of which one may be null.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when both are null, or one is not valid
     */
    public Thumbprints {
        check(primary);
        check(secondary);
        if (primary == null && secondary == null) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, "x509Thumbprint needs primaryThumbprint, secondaryThumbprint or both.");
        }
    }

    /** {@return whether the certificate has one of the thumbprints} */
    public boolean match(X509Certificate certificate) {
        return matches(certificate, primary) || matches(certificate, secondary);
    }

    /** {@return the thumbprints in a document of the service API; empty texts count as null} */
    public static Thumbprints read(JsonNode document) {
        return new Thumbprints(text(document, "primaryThumbprint"), text(document, "secondaryThumbprint"));
    }

    /** Writes the document that {@link #read} reads; null writes empty ones. */
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
                    "'" + thumbprint + "' is not a thumbprint: 40 hex digits of SHA-1 or 64 of SHA-256.");
        }
    }

    /** {@return a certificate's SHA-256 thumbprint, in the format of {@code az}} */
    public static String sha256(X509Certificate certificate) {
        return digest("SHA-256", certificate).toUpperCase(Locale.ROOT);
    }

    /** {@return a certificate's SHA-1 thumbprint, in the same format} */
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
