package io.deckhand.core.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
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

    @Test
    void aValueThatIsLongerThanABufferOfTheGeneratorIsWrittenWhole() throws JsonProcessingException {
        String text = "0123456789".repeat(5_000);

        assertThat(json.write(new Reading(text, 22.5)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"sensor\":\"" + text + "\",\"value\":22.5}");
    }

    @Test
    void aMapperThatDoesNotFlushWritesWholeValues() throws JsonProcessingException {
        Json own = new Json(new ObjectMapper().disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE));

        assertThat(own.write(new Reading("t1", 22.5)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"sensor\":\"t1\",\"value\":22.5}");
    }

    private void write() throws JsonProcessingException {
        Reading reading = new Reading("t1", 22.5);
        for (int i = 0; i < WRITES; i++) {
            json.write(reading);
        }
    }
}
