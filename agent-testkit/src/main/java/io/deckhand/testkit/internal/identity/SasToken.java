package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A shared access signature: {@code SharedAccessSignature sr=…&sig=…&se=…[&skn=…]}, fields in any order.
 *
 * @param rawResource the text after {@code sr=} exactly as received: the signature covers these characters, and clients
 *     differ in their encoding
 * @param signature the signature in Base64, percent-encoding removed
 * @param rawExpiry the text after {@code se=}, seconds since 1970
 * @param policy the policy that signed, or null for a device's own key
 */
public record SasToken(
        String rawResource,
        String signature,
        String rawExpiry,
        @Nullable String policy) {
    private static final String SCHEME = "SharedAccessSignature ";
    private static final Pattern URL_SCHEME = Pattern.compile("^[a-z]+://");
    private static final int MAX_EXPIRY_DIGITS = 15;

    /** {@return whether the text means to be a token, good or bad} */
    public static boolean isToken(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * Parses a token.
     *
     * @throws HubException with {@link HubError#IOT_HUB_UNAUTHORIZED} when it is not one
     */
    public static SasToken parse(String text) {
        if (!isToken(text)) {
            throw malformed("it does not start with 'SharedAccessSignature '");
        }
        Map<String, String> fields = fields(text.substring(SCHEME.length()));
        String expiry = required(fields, "se");
        if (expiry.isEmpty()
                || expiry.length() > MAX_EXPIRY_DIGITS
                || !expiry.chars().allMatch(SasToken::isDigit)) {
            throw malformed("'se' is not a number of seconds");
        }
        String policy = fields.get("skn");
        return new SasToken(
                required(fields, "sr"),
                decode(required(fields, "sig"), "sig"),
                expiry,
                policy == null || policy.isEmpty() ? null : decode(policy, "skn"));
    }

    /** {@return when the token expires} */
    public Instant expiry() {
        return Instant.ofEpochSecond(Long.parseLong(rawExpiry));
    }

    /**
     * Creates a token.
     *
     * @param resource the resource it grants access to, such as the hub's name
     * @return the token's text
     */
    public static String create(String resource, String policy, String base64Key, Instant expiry) {
        String rawResource = PercentEncoding.encode(resource);
        String rawExpiry = Long.toString(expiry.getEpochSecond());
        return SCHEME + "sr=" + rawResource + "&sig="
                + PercentEncoding.encode(Signatures.sign(Base64.getDecoder().decode(base64Key), rawResource, rawExpiry))
                + "&se=" + rawExpiry
                + "&skn="
                + PercentEncoding.encode(policy);
    }

    /**
     * {@return whether the token was signed with this key; compares in constant time}
     *
     * <p>Event Hubs clients, whose resources are whole URLs, sign with the bytes of the key's text.
     */
    public boolean isSignedWith(String base64Key) {
        return isSignedWith(Base64.getDecoder().decode(base64Key))
                || (isUrl() && isSignedWith(base64Key.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isSignedWith(byte[] key) {
        String expected = Signatures.sign(key, rawResource, rawExpiry);
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isUrl() {
        return URL_SCHEME.matcher(PercentEncoding.decode(rawResource)).lookingAt();
    }

    /**
     * {@return whether the token's resource is this one or a parent of it, segment by segment}
     *
     * <p>Host names are compared regardless of case, ids are not.
     */
    public boolean covers(String host, List<String> path) {
        List<String> granted = segments();
        if (!granted.get(0).equalsIgnoreCase(host) || granted.size() - 1 > path.size()) {
            return false;
        }
        return granted.subList(1, granted.size()).equals(path.subList(0, granted.size() - 1));
    }

    /** {@return the resource below the host, such as {@code devices, d1}; empty for the whole hub} */
    public List<String> path() {
        List<String> segments = segments();
        return segments.subList(1, segments.size());
    }

    /** {@return the device or module that the resource names, if any, see {@link IdentityIds}} */
    public Optional<String> identity() {
        return IdentityIds.atPath(path());
    }

    /** Omits the signature, so that it never reaches a log. */
    @Override
    public String toString() {
        return "SasToken[" + rawResource + ", until " + rawExpiry + "]";
    }

    private List<String> segments() {
        String decoded = URL_SCHEME.matcher(PercentEncoding.decode(rawResource)).replaceFirst("");
        String resource = decoded.endsWith("/") ? decoded.substring(0, decoded.length() - 1) : decoded;
        return List.of(resource.split("/", -1));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw malformed("a field has no '='");
            }
            if (fields.putIfAbsent(field.substring(0, equals).strip(), field.substring(equals + 1)) != null) {
                throw malformed("a field occurs twice");
            }
        }
        return fields;
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw malformed("'" + name + "' is missing");
        }
        return value;
    }

    private static String decode(String value, String field) {
        try {
            return PercentEncoding.decode(value);
        } catch (HubException e) {
            throw malformed("'" + field + "' is not percent-encoded text");
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static HubException malformed(String why) {
        return new HubException(
                HubError.IOT_HUB_UNAUTHORIZED,
                "The shared access signature cannot be read: " + why
                        + ". Expected: SharedAccessSignature sr=...&sig=...&se=...[&skn=...].");
    }
}
