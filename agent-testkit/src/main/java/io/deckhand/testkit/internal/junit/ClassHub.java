package io.deckhand.testkit.internal.junit;

import io.deckhand.testkit.LocalHub;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** The hub of a test class, which JUnit closes after the class. */
@SuppressWarnings("deprecation") // JUnit closes a CloseableResource before 5.13, and an AutoCloseable from then on
public final class ClassHub implements CloseableResource, AutoCloseable {
    private final LocalHub hub = LocalHub.start();

    public LocalHub hub() {
        return hub;
    }

    @Override
    public void close() {
        hub.close();
    }
}
