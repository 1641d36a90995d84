package io.deckhand.bench.device;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A device's id and key. */
public record DeviceKey(String host, String deviceId, SecretKeySpec key) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int VALID_SECONDS = 3_600;

    public static DeviceKey of(String connectionString) {
        Map<String, String> parts = Arrays.stream(connectionString.split(";"))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        return new DeviceKey(
                parts.getOrDefault("HostName", ""),
                parts.getOrDefault("DeviceId", ""),
                new SecretKeySpec(Base64.getDecoder().decode(parts.getOrDefault("SharedAccessKey", "")), ALGORITHM));
    }

    public String userName() {
        return host + "/" + deviceId + "/?api-version=2020-09-30";
    }

    public String token() {
        try {
            String resource = URLEncoder.encode(host + "/devices/" + deviceId, StandardCharsets.UTF_8);
            long expiry = Instant.now().getEpochSecond() + VALID_SECONDS;
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
            String encoded = URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8);
            return "SharedAccessSignature sr=" + resource + "&sig=" + encoded + "&se=" + expiry;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return without the key} */
    @Override
    public String toString() {
        return "DeviceKey[" + deviceId + " at " + host + "]";
    }
}
