package io.deckhand.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The power is cut after each step of a recorded trace: what was forced is there, and of what was not any sector of 512 bytes may be
 * lost, by seed. All that was kept by then is found, in order, and what was gone by then for good is gone.
 */
class StorePowerCutTest {
    private static final int SECTOR = 512;
    private static final int CUTS_OF_EACH_STEP = 4;

    private final MemoryDisk disk = new MemoryDisk();
    private final Stores threads = new Stores();

    /** What was known to be on disk after so many steps of the trace. */
    private record Known(int steps, Set<Long> messages, Set<Long> gone, Map<String, String> states) {}

    private final List<Known> known = new ArrayList<>();
    private final Set<Long> accepted = new LinkedHashSet<>();
    private final Set<Long> messages = new LinkedHashSet<>();
    private final Set<Long> gone = new LinkedHashSet<>();
    private final Map<String, String> states = new HashMap<>();

    private void record() {
        Random random = new Random(7);
        Store store = threads.open(
                new StoreSettings(java.nio.file.Path.of("store"), 4L << 20, java.time.Duration.ofMillis(100), null),
                disk,
                7);
        for (int i = 0; i < 2_000; i++) {
            long number = store.add(0, 0, Arrays.copyOf(Stores.text("m"), 100 + random.nextInt(8_000)))
                    .number();
            messages.add(number);
            accepted.add(number);
            if (random.nextInt(10) < 9) {
                long first = store.next(0, -1);
                store.gone(first);
                messages.remove(first);
                gone.add(first);
            }
            if (random.nextInt(20) == 0) {
                String name = "s" + random.nextInt(3);
                states.put(name, "v" + i);
                store.put(Kind.VALUE, name, Stores.text("v" + i));
            }
            if (random.nextInt(10) == 0) {
                commit(store);
            }
        }
        commit(store);
    }

    private void commit(Store store) {
        CompletableFuture<Void> kept = store.kept();
        kept.thenRun(() -> known.add(new Known(
                disk.trace.size(), new LinkedHashSet<>(messages), new LinkedHashSet<>(gone), Map.copyOf(states))));
        threads.commit();
    }

    @Test
    void everyCutOfATraceOpensAndLosesNothingThatWasKept() {
        record();
        assertThat(known).hasSizeGreaterThan(100);
        assertThat(disk.trace).anyMatch(MemoryDisk.Step.Delete.class::isInstance);
        MemoryDisk forced = new MemoryDisk();
        List<MemoryDisk.Step> unforced = new ArrayList<>();
        Known last = new Known(0, Set.of(), Set.of(), Map.of());
        int next = 0;
        for (int step = 0; step <= disk.trace.size(); step++) {
            while (next < known.size() && known.get(next).steps() <= step) {
                last = known.get(next++);
            }
            for (int seed = 0; seed < CUTS_OF_EACH_STEP; seed++) {
                check(last, cut(forced, unforced, new Random(step * 31L + seed)), "step " + step + ", seed " + seed);
            }
            if (step < disk.trace.size()) {
                apply(forced, unforced, disk.trace.get(step));
            }
        }
    }

    private static void apply(MemoryDisk forced, List<MemoryDisk.Step> unforced, MemoryDisk.Step step) {
        if (step instanceof MemoryDisk.Step.Force force) {
            unforced.removeIf(before -> before instanceof MemoryDisk.Step.Write write
                    && write.name().equals(force.name())
                    && written(forced, write));
        } else if (step instanceof MemoryDisk.Step.ForceNames) {
            unforced.removeIf(before -> {
                if (before instanceof MemoryDisk.Step.Delete delete) {
                    forced.files.remove(delete.name());
                    return true;
                }
                return false;
            });
        } else {
            unforced.add(step);
        }
    }

    private static boolean written(MemoryDisk disk, MemoryDisk.Step.Write write) {
        disk.files.merge(
                write.name(),
                MemoryDisk.written(new byte[0], write.at(), write.bytes()),
                (file, more) -> MemoryDisk.written(file, write.at(), write.bytes()));
        return true;
    }

    /** What may be found after a power cut: any part of what was not forced. */
    private static MemoryDisk cut(MemoryDisk forced, List<MemoryDisk.Step> unforced, Random random) {
        MemoryDisk found = new MemoryDisk(forced.files);
        for (MemoryDisk.Step step : unforced) {
            if (step instanceof MemoryDisk.Step.Delete delete && random.nextBoolean()) {
                found.files.remove(delete.name());
            } else if (step instanceof MemoryDisk.Step.Write write) {
                found.files.compute(write.name(), (name, file) -> torn(file, write, random));
            }
        }
        return found;
    }

    /** {@return a file with any sectors of a write in it: as long as the last of them makes it} */
    private static byte @Nullable [] torn(byte @Nullable [] file, MemoryDisk.Step.Write write, Random random) {
        byte[] bytes = write.bytes();
        BitSet sectors = new BitSet();
        for (int from = 0; from < bytes.length; from += SECTOR) {
            sectors.set(from / SECTOR, random.nextBoolean());
        }
        if (sectors.isEmpty()) {
            return file;
        }
        int end = Math.min(sectors.length() * SECTOR, bytes.length);
        int length = file == null ? 0 : file.length;
        byte[] torn = Arrays.copyOf(file == null ? new byte[0] : file, (int) Math.max(length, write.at() + end));
        for (int sector = sectors.nextSetBit(0); sector >= 0; sector = sectors.nextSetBit(sector + 1)) {
            int from = sector * SECTOR;
            System.arraycopy(bytes, from, torn, (int) write.at() + from, Math.min(SECTOR, bytes.length - from));
        }
        return torn;
    }

    private void check(Known atLeast, MemoryDisk disk, String where) {
        Store store = threads.open(disk);
        Set<Long> found = new LinkedHashSet<>();
        long before = 0;
        for (long number = store.next(0, -1); number >= 0; number = store.next(0, number)) {
            if (number <= before || store.read(number).isEmpty()) {
                fail("%s: message %s after %s", where, number, before);
            }
            found.add(number);
            before = number;
        }
        Set<Long> missing = new LinkedHashSet<>(atLeast.messages());
        missing.removeAll(found);
        missing.removeAll(gone); // acknowledged since, and perhaps on disk as such
        assertThat(missing).as("kept and lost, %s", where).isEmpty();
        assertThat(found).as("came back, %s", where).noneMatch(atLeast.gone()::contains);
        found.removeAll(accepted);
        assertThat(found).as("never accepted, %s", where).isEmpty();
        atLeast.states()
                .forEach((name, value) -> assertThat(number(new String(
                                store.get(Kind.VALUE, name).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8)))
                        .as("state %s, %s", name, where)
                        .isGreaterThanOrEqualTo(number(value)));
    }

    private static int number(String value) {
        return Integer.parseInt(value.substring(1));
    }
}
