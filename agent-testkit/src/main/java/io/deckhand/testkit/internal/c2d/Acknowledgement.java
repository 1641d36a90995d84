package io.deckhand.testkit.internal.c2d;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The outcomes of a message for which its sender requests feedback. */
public enum Acknowledgement {
    NONE,
    POSITIVE,
    NEGATIVE,
    FULL;

    /** The Java service SDK sends {@code positiveonly} and {@code negativeonly}. */
    private static final String JAVA_SUFFIX = "ONLY";

    /**
     * Reads the value of {@code iothub-ack}.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown value
     */
    public static Acknowledgement parse(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        return Arrays.stream(values())
                .filter(value ->
                        value.name().equalsIgnoreCase(text) || (value.name() + JAVA_SUFFIX).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new HubException(
                        HubError.ARGUMENT_INVALID,
                        "iothub-ack is '" + text + "'; it must be none, positive, negative or full."));
    }

    /** {@return the value of the property {@code iothub-ack}} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean covers(MessageOutcome outcome) {
        return switch (this) {
            case NONE -> false;
            case FULL -> true;
            case POSITIVE -> outcome == MessageOutcome.SUCCESS;
            case NEGATIVE -> outcome != MessageOutcome.SUCCESS;
        };
    }
}
