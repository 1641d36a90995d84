package io.deckhand.identity;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A request for a SAS token.
 *
 * @param resource the resource that it gives access to, such as {@code myhub.azure-devices.net/devices/fan-7}, with ids
 *     as the hub shows them
 * @param policy the name of the policy that the token names as its {@code skn}: {@code registration} for the provisioning service;
 *     empty for a device's own key
 * @param expiresAt when the token should expire, in whole seconds
 * @since 0.1
 */
public record TokenRequest(String resource, Optional<String> policy, Instant expiresAt) {
    /**
     * Checks.
     *
     * @param resource what it gives access to
     * @param policy the name of the policy
     * @param expiresAt when the token should end
     */
    public TokenRequest {
        requireNonNull(resource, "resource");
        requireNonNull(policy, "policy");
        requireNonNull(expiresAt, "expiresAt");
    }

    /** {@return the bytes that the device's key has to sign with HMAC-SHA256} */
    public byte[] bytesToSign() {
        return (encoded(resource) + "\n" + expiresAt.getEpochSecond()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Creates the token.
     *
     * @param signature the HMAC-SHA256 of {@link #bytesToSign()}
     * @return the token
     */
    public SasToken signed(byte[] signature) {
        String text = "SharedAccessSignature sr=" + encoded(resource) + "&sig="
                + encoded(Base64.getEncoder().encodeToString(signature)) + "&se=" + expiresAt.getEpochSecond()
                + policy.map(name -> "&skn=" + name).orElse("");
        return new SasToken(text, Instant.ofEpochSecond(expiresAt.getEpochSecond()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
