package io.deckhand.core;

import io.deckhand.Delivery;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Progress;
import io.deckhand.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A device in a process of its own, under load until it is killed. What it knows to be kept, and was told, is a line in a file. */
final class KilledDevice {
    static final int JOB_STEPS = 4;

    private static final int BATCH = 20;

    /** The hub remembers 10,000 messages, of all devices: each run's must be there when they are looked at. */
    private static final int MOST = 1_000;

    private final Path lines;
    private final int run;

    private KilledDevice(Path lines, int run) {
        this.lines = lines;
        this.run = run;
    }

    @DesiredProperty("n")
    void told(@Nullable Integer n) {
        line("told " + n + " " + run);
    }

    /** One listener after the other: what was told before this one is kept as told, on disk after the next two flushes at the latest. */
    @DesiredProperty("mark")
    void marked(@Nullable Integer mark) {
        line("mark " + mark);
    }

    @DirectMethod(longRunning = true)
    String work(Progress progress) throws InterruptedException {
        progress.report(10, "begun");
        Thread.sleep(300); // the work; most of them are killed in it
        return "done";
    }

    /** Its steps outlive the process, so it ends in whichever process gets that far. */
    @DirectMethod(longRunning = true, resumable = true)
    int job(Progress progress) throws InterruptedException {
        int step = progress.saved(Integer.class).orElse(0);
        while (step < JOB_STEPS) {
            Thread.sleep(80); // the work of a step: a kill finds a job before, between or after any of its steps
            progress.save(++step);
        }
        return step;
    }

    private synchronized void line(String text) {
        try {
            Files.write(lines, List.of(text), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends without an end, or with {@code drain} only what is left of the runs before, until its standard input ends. */
    public static void main(String... arguments) throws InterruptedException, IOException {
        Path directory = Path.of(arguments[0]);
        int run = Integer.parseInt(arguments[4]);
        KilledDevice device = new KilledDevice(directory.resolve("lines"), run);
        AgentBuilder builder = AgentBuilder.forConnectionString(arguments[1]);
        try (DeviceAgent agent = Agents.over(Transport.valueOf(arguments[3]), builder)
                .trustedCertificates(Path.of(arguments[2]))
                .handlers(device)
                .storeIn(directory.resolve("store"))
                .build()) {
            if (arguments[5].equals("drain")) {
                agent.start(Agents.SOON);
                agent.awaitCaughtUp(Agents.SOON);
                device.line("drained");
                System.in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            agent.startAsync();
            device.send(agent);
        }
    }

    private void send(DeviceAgent agent) {
        int sent = 0;
        for (long count = run * 1_000_000L; ; count++) {
            for (int i = 0; i < BATCH && sent < MOST; i++) {
                agent.sendAsync("m", Map.of("run", String.valueOf(run), "number", String.valueOf(sent++)));
            }
            agent.reportAsync("count", count);
            if (agent.flush(Duration.ofSeconds(20), Delivery.KEPT)) {
                line("kept " + run + " " + sent + " " + count);
            }
        }
    }
}
