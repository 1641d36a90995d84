package io.deckhand.gateway.internal.link;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A shared access signature: what a device with a key shows the hub. Good until {@code expiry}, in seconds since 1970. */
record SasToken(String text, long expiry) {
    private static final String ALGORITHM = "HmacSHA256";

    /**
     * Signs a token with a device's key.
     *
     * @throws IllegalArgumentException if the key is not Base64
     */
    static SasToken sign(String hostName, String deviceId, String key, Duration lifetime) {
        long expiry = System.currentTimeMillis() / 1000 + lifetime.toSeconds();
        String resource = URLEncoder.encode(hostName + "/devices/" + deviceId, StandardCharsets.UTF_8);
        String signature = signature(key, resource + "\n" + expiry);
        return new SasToken(
                "SharedAccessSignature sr=" + resource + "&sig=" + URLEncoder.encode(signature, StandardCharsets.UTF_8)
                        + "&se=" + expiry,
                expiry);
    }

    private static String signature(String key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("This Java runtime cannot sign with " + ALGORITHM, e);
        }
    }

    boolean isOver() {
        return System.currentTimeMillis() / 1000 >= expiry;
    }

    /** {@return without the token} */
    @Override
    public String toString() {
        return "SasToken[until " + expiry + "]";
    }
}
