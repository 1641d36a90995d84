package io.deckhand.core.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Every answer and every message is written as JSON: a device that sends for years collects what each write allocates. */
class WrittenBytesTest {
    private static final int WRITES = 10_000;

    /** The block into which Jackson writes: allocating one for each value is what must not happen. */
    private static final long BLOCK = 2_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Json json = new Json();

    record Reading(String sensor, double value) {}

    @Test
    void aSmallValueIsWrittenIntoABlockThatServesTheNextOneToo() throws JsonProcessingException {
        write(); // loads classes
        long before = threads.getCurrentThreadAllocatedBytes();
        write();
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / WRITES)
                .as("bytes allocated to write a small value")
                .isLessThan(BLOCK);
    }

    private void write() throws JsonProcessingException {
        Reading reading = new Reading("t1", 22.5);
        for (int i = 0; i < WRITES; i++) {
            json.write(reading);
        }
    }
}
