package io.deckhand.core.internal.upload;

import io.deckhand.core.internal.https.HttpsAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The hub or its storage answered with an error. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private static final Set<Integer> PASSING = Set.of(408, 429);

    /** A device has ten uploads under way; retrying helps, as they complete or expire after an hour. */
    private static final String TOO_MANY = "DeviceMaximumActiveFileUploadLimitExceeded";

    private final int status;
    private final String code;
    private final boolean byStorage;
    private final transient Optional<Duration> retryAfter;

    private Refused(String who, boolean byStorage, HttpsAnswer answer, String code) {
        super(who + " answered " + answer.status() + (code.isEmpty() ? "" : " " + code));
        this.status = answer.status();
        this.code = code;
        this.byStorage = byStorage;
        this.retryAfter = answer.retryAfter();
    }

    static Refused byHub(HttpsAnswer answer) {
        return new Refused("the hub", false, answer, named(answer, "ErrorCode:"));
    }

    static Refused byStorage(HttpsAnswer answer) {
        return new Refused("the storage", true, answer, named(answer, "<Code>"));
    }

    /** Reads the error name from the body, if the header has none. */
    private static String named(HttpsAnswer answer, String before) {
        if (!answer.errorCode().isEmpty()) {
            return answer.errorCode();
        }
        String text = answer.text();
        int at = text.indexOf(before);
        return at < 0 ? "" : text.substring(at + before.length()).replaceAll("(?s)\\W.*", "");
    }

    int status() {
        return status;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** {@return whether a retry may succeed: throttled, server error, damaged in transit, or with another place} */
    boolean isPassing() {
        return PASSING.contains(status)
                || status >= 500
                || code.equals(TOO_MANY)
                || code.equals("Md5Mismatch")
                || isOfPlace();
    }

    /** {@return whether the place was refused because its signature has expired} */
    boolean isOfPlace() {
        return byStorage && (status == 401 || status == 403);
    }

    /** {@return the remedy} */
    String remedy() {
        if (byStorage) {
            return "Check the storage account and its network rules.";
        }
        return switch (status) {
            case 401 -> "Check the device's credential, and whether it is enabled.";
            case 404 -> "Check that the device is registered at this hub.";
            case 400, 403 -> "Check that a storage account is linked to the hub, and the name of the blob.";
            default -> "Check the hub.";
        };
    }
}
