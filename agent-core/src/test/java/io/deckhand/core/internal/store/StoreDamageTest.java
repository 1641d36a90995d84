package io.deckhand.core.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores damaged at random, by seed: each opens, loses no record but the damaged ones, and says what it lost. */
class StoreDamageTest {
    private static final int MESSAGES = 1_200;
    private static final int BYTES = 2_500; // so they fill three segments
    private final Stores threads = new Stores();

    /** Where each message lies. */
    private record Place(String file, int from, int to, long number) {}

    private final List<Place> places = new ArrayList<>();

    private Map<String, byte[]> sound() {
        MemoryDisk disk = new MemoryDisk();
        Store store = threads.open(Stores.settings(null), disk, 0);
        for (int i = 0; i < MESSAGES; i++) {
            store.add(0, 0, Arrays.copyOf(Stores.text("m" + i + " "), BYTES));
            if (i % 100 == 0) {
                store.put(Kind.REPORTED, "p" + i, Stores.text("v" + i));
                threads.commit();
            }
        }
        threads.commit();
        disk.files.forEach((name, bytes) -> index(name, java.nio.ByteBuffer.wrap(bytes)));
        return disk.files;
    }

    private void index(String name, java.nio.ByteBuffer bytes) {
        for (int at = SegmentHeader.SIZE; at < bytes.limit(); ) {
            Frame frame = requireNonNull(Frame.at(bytes, at));
            if (frame.type() == Frame.Type.MESSAGE) {
                java.nio.ByteBuffer content = frame.content();
                content.get();
                places.add(new Place(name, at, at + frame.size(), Bytes.number(content)));
            }
            at += frame.size();
        }
    }

    private Set<Long> touched(String file, int from, int to) {
        Set<Long> touched = new HashSet<>();
        places.stream()
                .filter(place -> place.file().equals(file) && place.from() < to && place.to() > from)
                .forEach(place -> touched.add(place.number()));
        return touched;
    }

    /** Damages a store. {@return the messages that the damage touches} */
    private Set<Long> damage(Map<String, byte[]> files, Random random) {
        List<String> names = new ArrayList<>(files.keySet());
        String name = names.get(random.nextInt(names.size()));
        byte[] bytes = requireNonNull(files.get(name)).clone();
        files.put(name, bytes);
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(4_096));
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(bytes, at, at + length, (byte) 0);
            case 2 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, length);
            }
            case 3 -> {
                files.put(name, Arrays.copyOf(bytes, at));
                return touched(name, at, bytes.length);
            }
            case 4 -> {
                files.remove(name);
                return touched(name, 0, bytes.length);
            }
            default -> {
                long number = Segment.Name.parse(name).orElseThrow().number() + random.nextInt(3);
                files.put(String.format("%012d-%s.log", number, new java.util.UUID(random.nextLong(), 0)), bytes);
                return Set.of();
            }
        }
        return touched(name, at, at + length);
    }

    @Test
    void aSeedDamagesTheSameStoreInTheSameWayAgain() {
        Map<String, byte[]> first = new TreeMap<>(sound());
        Map<String, byte[]> second = new TreeMap<>(sound());
        damage(first, new Random(5));
        damage(second, new Random(5));
        assertThat(second).containsExactlyEntriesOf(first);
    }

    @Test
    void aThousandDamagedStoresOpenAndLoseNoMoreThanWasDamaged() {
        Map<String, byte[]> sound = sound();
        assertThat(places).hasSize(MESSAGES);
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            TreeMap<String, byte[]> files = new TreeMap<>(sound);
            Set<Long> touched = new HashSet<>();
            int damages = 1 + random.nextInt(3);
            for (int i = 0; i < damages; i++) {
                touched.addAll(damage(files, random));
            }
            check(seed, files, touched);
        }
    }

    private void check(int seed, Map<String, byte[]> files, Set<Long> touched) {
        Store store = threads.open(new MemoryDisk(files));
        Set<Long> missing = new HashSet<>();
        IntStream.rangeClosed(1, MESSAGES).forEach(i -> missing.add((long) i));
        long before = 0;
        for (long number = store.next(0, -1); number >= 0; number = store.next(0, number)) {
            byte[] content = store.read(number).orElseThrow().content();
            byte[] begin = Stores.text("m" + (number - 1) + " ");
            if (number <= before || !Arrays.equals(content, 0, begin.length, begin, 0, begin.length)) {
                fail("seed %s: message %s after %s is '%s'", seed, number, before, new String(content, UTF_8));
            }
            missing.remove(number);
            before = number;
        }
        Set<Long> beyond = new HashSet<>(missing);
        beyond.removeAll(touched);
        assertThat(beyond).as("lost beyond the damage, seed %s", seed).isEmpty();
        boolean middle = !missing.isEmpty() && before == MESSAGES && !missing.contains(1L);
        if (middle) {
            assertThat(store.condition().damage().messages())
                    .as("counted, seed %s", seed)
                    .isEqualTo(missing.size());
            assertThat(store.condition().damage().records()).isGreaterThanOrEqualTo(missing.size());
        }
    }

    /** Which of two files with the same number is read first is as their ids happen to be. */
    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"})
    void aMissingSegmentIsCountedThoughTheOneBeforeItBearsALaterName(String id) {
        TreeMap<String, byte[]> files = new TreeMap<>(sound());
        List<String> names = List.copyOf(files.keySet());
        byte[] first = requireNonNull(files.remove(names.get(0)));
        files.remove(names.get(1));
        files.put(names.get(2).substring(0, 12) + "-" + id + ".log", first);
        Store store = threads.open(new MemoryDisk(files));
        int missing = MESSAGES - store.count(0);
        assertThat(missing).isPositive();
        assertThat(store.condition().damage().messages()).isEqualTo(missing);
        assertThat(store.condition().damage().records()).isGreaterThanOrEqualTo(missing);
    }
}
