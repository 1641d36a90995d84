package com.example;

import io.deckhand.DirectMethod;

/** Compiled in the second build only, which has to fail for it. */
final class Fan {
    @DirectMethod(timeoutSeconds = 301)
    void stop() {}
}
