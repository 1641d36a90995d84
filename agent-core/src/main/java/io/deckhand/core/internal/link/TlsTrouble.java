package io.deckhand.core.internal.link;

import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * Why a TLS handshake cannot succeed with the current configuration of both sides. The JDK has no exception types for
 * this, so it is derived from the hub's alert, or from the JDK's message.
 */
public enum TlsTrouble {
    /** No cipher suite, key exchange or signature that both sides accept. */
    NO_COMMON_CIPHER("received fatal alert: (handshake_failure|insufficient_security)|no appropriate protocol"),

    /** No TLS version that both sides accept. */
    NO_COMMON_VERSION(
            "received fatal alert: (protocol_version|inappropriate_fallback)|protocol version .*is not (enabled|accepted)"),

    /** The hub requires a certificate, and none was presented. */
    CERTIFICATE_MISSING("received fatal alert: certificate_required"),

    /** The hub does not accept the presented certificate; before TLS 1.3, possibly because there was none. */
    CERTIFICATE_REFUSED("received fatal alert: (unknown_ca|bad_certificate|unsupported_certificate|certificate_revoked"
            + "|certificate_expired|certificate_unknown|access_denied)"),

    /** The hub does not serve the name in the handshake. */
    NAME_UNKNOWN("received fatal alert: unrecognized_name"),

    /** The server does not support TLS. */
    NO_TLS("unrecognized ssl message|not an ssl/tls record");

    private final Pattern words;

    TlsTrouble(String words) {
        this.words = Pattern.compile(words);
    }

    /** {@return the trouble that a message of the JDK, or of a library that passes on only the message, describes} */
    public static Optional<TlsTrouble> of(@Nullable String message) {
        String text = String.valueOf(message).toLowerCase(Locale.ROOT);
        for (TlsTrouble trouble : values()) {
            if (trouble.words.matcher(text).find()) {
                return Optional.of(trouble);
            }
        }
        return Optional.empty();
    }

    /** {@return the same for a failure and all its causes} */
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

    /** {@return whether it concerns the device's TLS offer, not its identity} */
    boolean isOfOffer() {
        return this == NO_COMMON_CIPHER || this == NO_COMMON_VERSION;
    }

    /** {@return whether the device needs another certificate} */
    boolean isOfCertificate() {
        return this == CERTIFICATE_MISSING || this == CERTIFICATE_REFUSED;
    }

    /** {@return the remedy on this Java runtime} */
    String advice() {
        return advice(hasEllipticCurves(), Security.getProvider("SunPKCS11") != null);
    }

    String advice(boolean hasEllipticCurves, boolean hasTokens) {
        return switch (this) {
            case NO_COMMON_CIPHER ->
                "The hub accepts none of the cipher suites, key exchanges or signatures that this device offers. "
                        + "IoT Hub requires TLS 1.2 with ECDHE, or TLS 1.3: enable them in the SSLContext, and "
                        + "check jdk.tls.disabledAlgorithms in the runtime's java.security. A hub that requires a "
                        + "certificate and got none may report the same."
                        + (hasEllipticCurves
                                ? ""
                                : " This Java runtime lacks the module jdk.crypto.ec, which ECDHE needs: build it "
                                        + "with jlink --add-modules jdk.crypto.ec.");
            case NO_COMMON_VERSION ->
                "The hub accepts none of the TLS versions that this device offers. IoT Hub requires TLS 1.2 or "
                        + "1.3: enable one in the SSLContext, and check jdk.tls.disabledAlgorithms in the "
                        + "runtime's java.security.";
            case CERTIFICATE_MISSING ->
                "The hub requires a certificate, and this device presented none. Set one with "
                        + "credential(Credentials.pemFiles(certificate, key)), or in the key managers of "
                        + "sslContext(...)."
                        + (hasTokens
                                ? ""
                                : " A key on a PKCS#11 token needs the module jdk.crypto.cryptoki, which this Java "
                                        + "runtime lacks: build it with jlink --add-modules jdk.crypto.cryptoki.");
            case CERTIFICATE_REFUSED ->
                "The hub refused the device's certificate, or requires one: see the alert. Intermediate "
                        + "certificates belong in the device's file; check its dates, and that it is valid for "
                        + "clients.";
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
