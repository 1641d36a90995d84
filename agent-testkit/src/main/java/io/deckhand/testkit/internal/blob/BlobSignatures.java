package io.deckhand.testkit.internal.blob;

import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Shared access signatures for blobs and containers, with the parameters of the real storage. Their signed text is this
 * hub's own: clients only pass them on.
 */
public final class BlobSignatures {
    private static final String BLOB = "b";
    private static final String CONTAINER = "c";

    private final Clock clock;
    private final byte[] secret;

    public BlobSignatures(HubRandom random, Clock clock) {
        this.clock = clock;
        secret = Base64.getDecoder().decode(random.key());
    }

    /** {@return the query that allows reading and writing one blob until then} */
    public String ofBlob(String container, String blob, Instant until) {
        return query(BLOB, container + "/" + blob, "rw", until);
    }

    /**
     * {@return the query that allows operations on all blobs of a container until then}
     *
     * @param permissions of {@code r}ead, {@code a}dd, {@code c}reate, {@code w}rite, {@code d}elete and {@code l}ist
     */
    public String ofContainer(String container, String permissions, Instant until) {
        return query(CONTAINER, container, permissions, until);
    }

    /**
     * {@return whether the query of a request allows an operation}
     *
     * @param blob the blob, or an empty text for the container itself
     * @param permission as in {@link #ofContainer}
     * @param parameter returns the value of a query parameter, or null
     */
    public boolean allow(String container, String blob, char permission, UnaryOperator<@Nullable String> parameter) {
        String signature = parameter.apply("sig");
        String expiry = parameter.apply("se");
        String permissions = parameter.apply("sp");
        String kind = parameter.apply("sr");
        if (signature == null || expiry == null || permissions == null || !isAhead(expiry)) {
            return false;
        }
        if (CONTAINER.equals(kind)) {
            return permissions.indexOf(permission) >= 0
                    && matches(signature, CONTAINER, container, permissions, expiry);
        }
        return !blob.isEmpty() && matches(signature, BLOB, container + "/" + blob, permissions, expiry);
    }

    private String query(String kind, String resource, String permissions, Instant until) {
        String expiry = until.truncatedTo(ChronoUnit.SECONDS).toString();
        return "?sv=2021-08-06&sr=" + kind + "&sp=" + permissions + "&se=" + PercentEncoding.encode(expiry) + "&sig="
                + PercentEncoding.encode(Signatures.sign(secret, kind, resource, permissions, expiry));
    }

    private boolean matches(String given, String kind, String resource, String permissions, String expiry) {
        return MessageDigest.isEqual(
                Signatures.sign(secret, kind, resource, permissions, expiry).getBytes(StandardCharsets.UTF_8),
                given.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isAhead(String expiry) {
        try {
            return Instant.parse(expiry).isAfter(clock.instant());
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
