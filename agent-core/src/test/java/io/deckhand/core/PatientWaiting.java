package io.deckhand.core;

import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For every test: waiting allows for a slow machine, and what Paho's own threads throw when a connection ends under them is no
 * failure of whoever waits just then.
 */
public final class PatientWaiting implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
        Awaitility.ignoreExceptionsByDefaultMatching(PatientWaiting::isOfPaho);
    }

    private static boolean isOfPaho(Throwable thrown) {
        return thrown instanceof NullPointerException
                && Arrays.stream(thrown.getStackTrace())
                        .limit(1)
                        .anyMatch(frame -> frame.getClassName().startsWith("org.eclipse.paho."));
    }
}
