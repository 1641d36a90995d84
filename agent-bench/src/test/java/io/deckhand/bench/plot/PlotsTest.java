package io.deckhand.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.bench.result.Circumstances;
import io.deckhand.bench.result.ResultFile.Kept;
import io.deckhand.bench.result.Side;
import io.deckhand.bench.result.Spread;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
    private static Kept figure(String name, double value) {
        Spread spread = new Spread(value, value, value, 1);
        return new Kept(
                name, "1/s", Map.of(Side.AGENT, spread, Side.RAW_DEFAULT, spread), "", null, Circumstances.now(true));
    }

    @Test
    void whatWasMeasuredAtSeveralSizesIsDrawn(@TempDir Path directory) throws Exception {
        List<Kept> figures = List.of(
                figure("scale-backlog-rate-10", 100),
                figure("scale-backlog-rate-1000", 200),
                figure("gateway-200-connect-cpu", 20),
                figure("gateway-1000-connect-cpu", 18),
                figure("gateway-restart-lost", 0),
                figure("method-throughput", 1));

        List<Path> drawn = Plots.draw(figures, directory);

        assertThat(drawn)
                .containsExactly(
                        directory.resolve("scale-backlog-rate.svg"), directory.resolve("gateway-connect-cpu.svg"));
        assertThat(drawn.get(0)).content().startsWith("<?xml").contains("<svg");
    }
}
