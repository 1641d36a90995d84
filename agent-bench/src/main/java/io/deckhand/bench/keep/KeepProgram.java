package io.deckhand.bench.keep;

import static java.util.Objects.requireNonNull;

import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM that keeps messages: the same load for every side. */
public final class KeepProgram implements KeepCalls {
    private static final Path IO = Path.of("/proc/self/io");
    private static final String WRITTEN = "write_bytes: ";

    private @Nullable Keeper keeper;

    private Keeper keeper() {
        return requireNonNull(keeper, "open() comes first");
    }

    /** One thing to do with the keeper. */
    private interface Work {
        void run() throws Exception;
    }

    /** {@return how long it took, in nanoseconds} */
    private static long time(Work work) {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return System.nanoTime() - start;
    }

    @Override
    public long open(Side side, String directory) {
        return time(() -> keeper = opened(side, Path.of(directory)));
    }

    private static Keeper opened(Side side, Path directory) throws Exception {
        return switch (side) {
            case AGENT -> new StoreKeeper(directory);
            case MEMORY -> new MemoryKeeper();
            case MVSTORE -> new MvStoreKeeper(directory);
            case SQLITE -> new SqliteKeeper(directory);
            default -> throw new IllegalArgumentException(side + " keeps nothing");
        };
    }

    @Override
    public double fill(int messages, int bytes) {
        byte[] body = new byte[bytes];
        Random random = new Random(1);
        return perSecond(messages, time(() -> {
            for (int i = 0; i < messages; i++) {
                random.nextBytes(body);
                keeper().add(body);
                keeper().window();
            }
            keeper().force();
        }));
    }

    @Override
    public void trickle(int messages, int bytes) {
        time(() -> {
            for (int i = 0; i < messages; i++) {
                keeper().add(new byte[bytes]);
                TimeUnit.MILLISECONDS.sleep(500);
                keeper().window();
                keeper().take();
                TimeUnit.MILLISECONDS.sleep(500);
                keeper().window();
            }
        });
    }

    @Override
    public double drain(int messages) {
        return perSecond(messages, time(() -> {
            for (int i = 0; i < messages; i++) {
                if (!keeper().take()) {
                    throw new IllegalStateException("Only " + i + " messages were there");
                }
                keeper().window();
            }
            keeper().force();
        }));
    }

    private static double perSecond(int messages, long nanos) {
        return messages / (nanos / 1e9);
    }

    @Override
    public long writtenBytes() {
        try {
            return !Files.exists(IO)
                    ? -1
                    : Files.readAllLines(IO).stream()
                            .filter(line -> line.startsWith(WRITTEN))
                            .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                            .findFirst()
                            .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public Usage usage() {
        return Usage.now();
    }

    @Override
    public void close() {
        time(() -> keeper().close());
    }
}
