package io.deckhand.bench.keep;

/** A keeper whose caller forces: after each window, as the agent's store does by itself. */
abstract class Forcing implements Keeper {
    private long forced = System.nanoTime();

    @Override
    public final void window() throws Exception {
        if (System.nanoTime() - forced > WINDOW_NANOS) {
            force();
            forced = System.nanoTime();
        }
    }
}
