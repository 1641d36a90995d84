package io.deckhand.core.internal.link;

import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * Why a TLS handshake can never succeed as both sides are now. The JDK has no types for it, so it is read from the alert that the
 * hub sent, or from the JDK's own words.
 */
public enum TlsTrouble {
    /** No cipher suite, key exchange or signature that both sides take. */
    NO_COMMON_CIPHER("received fatal alert: (handshake_failure|insufficient_security)|no appropriate protocol"),

    /** No version of TLS that both sides take. */
    NO_COMMON_VERSION(
            "received fatal alert: (protocol_version|inappropriate_fallback)|protocol version .*is not (enabled|accepted)"),

    /** The hub wants a certificate, and none was shown. */
    CERTIFICATE_MISSING("received fatal alert: certificate_required"),

    /** The hub does not take the certificate that was shown; before TLS 1.3 perhaps because there was none. */
    CERTIFICATE_REFUSED("received fatal alert: (unknown_ca|bad_certificate|unsupported_certificate|certificate_revoked"
            + "|certificate_expired|certificate_unknown|access_denied)"),

    /** The hub does not know the name it was called by. */
    NAME_UNKNOWN("received fatal alert: unrecognized_name"),

    /** What answered does not speak TLS. */
    NO_TLS("unrecognized ssl message|not an ssl/tls record");

    private final Pattern words;

    TlsTrouble(String words) {
        this.words = Pattern.compile(words);
    }

    /** {@return what a message of the JDK, or of a library that hands on no more, says of a handshake} */
    public static Optional<TlsTrouble> of(@Nullable String message) {
        String text = String.valueOf(message).toLowerCase(Locale.ROOT);
        for (TlsTrouble trouble : values()) {
            if (trouble.words.matcher(text).find()) {
                return Optional.of(trouble);
            }
        }
        return Optional.empty();
    }

    /** {@return the same of a failure and all that caused it} */
    public static Optional<TlsTrouble> in(@Nullable Throwable failure) {
        Throwable evidence = failure;
        while (evidence != null) {
            Optional<TlsTrouble> found = of(evidence.getMessage());
            if (found.isPresent()) {
                return found;
            }
            evidence = evidence.getCause() == evidence ? null : evidence.getCause();
        }
        return Optional.empty();
    }

    /** {@return whether it is about what this device offers, and not about who it is} */
    boolean isOfOffer() {
        return this == NO_COMMON_CIPHER || this == NO_COMMON_VERSION;
    }

    /** {@return whether it is the device's certificate that has to be another} */
    boolean isOfCertificate() {
        return this == CERTIFICATE_MISSING || this == CERTIFICATE_REFUSED;
    }

    /** {@return what to do about it on this Java runtime} */
    String advice() {
        return advice(hasEllipticCurves(), Security.getProvider("SunPKCS11") != null);
    }

    String advice(boolean hasEllipticCurves, boolean hasTokens) {
        return switch (this) {
            case NO_COMMON_CIPHER ->
                "The hub accepts none of the cipher suites, key exchanges or signatures that this device offers. IoT Hub requires TLS 1.2 with ECDHE, or TLS 1.3: enable them in the SSLContext, and check jdk.tls.disabledAlgorithms in the runtime's java.security. A hub that requires a certificate and got none may report the same."
                        + (hasEllipticCurves
                                ? ""
                                : " This Java runtime lacks the module jdk.crypto.ec, which ECDHE needs: build it with jlink --add-modules jdk.crypto.ec.");
            case NO_COMMON_VERSION ->
                "The hub accepts none of the TLS versions that this device offers. IoT Hub requires TLS 1.2 or 1.3: enable one in the SSLContext, and check jdk.tls.disabledAlgorithms in the runtime's java.security.";
            case CERTIFICATE_MISSING ->
                "The hub requires a certificate, and this device presented none. Set one with credential(Credentials.pemFiles(certificate, key)), or in the key managers of sslContext(...)."
                        + (hasTokens
                                ? ""
                                : " A key on a PKCS#11 token needs the module jdk.crypto.cryptoki, which this Java runtime lacks: build it with jlink --add-modules jdk.crypto.cryptoki.");
            case CERTIFICATE_REFUSED ->
                "The hub refused the device's certificate, or requires one: see the alert. Intermediate certificates belong in the device's file; check its dates, and that it is valid for clients.";
            case NAME_UNKNOWN -> "The hub does not serve this name: check the HostName of the connection string.";
            case NO_TLS ->
                "What answered does not speak TLS: a proxy, the sign-in page of a network, or another service on this port.";
        };
    }

    private static boolean hasEllipticCurves() {
        try {
            KeyAgreement.getInstance("ECDH");
            return true;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }
}
