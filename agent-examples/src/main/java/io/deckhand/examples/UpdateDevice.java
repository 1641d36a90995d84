package io.deckhand.examples;

import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.Progress;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "update-device",
        description = "A device that updates itself on 'updateFirmware': writes the version, restarts its process, "
                + "and reports the version that runs then.")
final class UpdateDevice implements Callable<Integer> {
    private static final int BLOCKS = 5;

    record Update(String version) {}

    @Mixin
    private DeviceProgram device = new DeviceProgram();

    @Mixin
    private Firmware firmware = new Firmware();

    @Option(names = "--block-time", defaultValue = "1", description = "Seconds to write a fifth of it. Default: 1")
    private int seconds = 1;

    @Option(names = "--halt", description = "Halt like a power cut, instead of restarting. Then start it again.")
    private boolean halt;

    /** Called again in the next process, if this one ends first. */
    @DirectMethod(longRunning = true, resumable = true)
    String updateFirmware(Update update, Progress progress) throws IOException, InterruptedException {
        if (!Firmware.isVersion(update.version())) {
            throw new MethodException(400, Map.of("Response", "The version must be a word."));
        }
        if (progress.saved(String.class).isEmpty()) {
            write(update.version(), progress);
            progress.save("installed"); // on disk when it returns
            restart();
        }
        if (!firmware.running().equals(update.version())) {
            throw new MethodException(500, Map.of("Response", "It still runs " + firmware.running()));
        }
        device.say("Updated to version " + firmware.running());
        return firmware.running();
    }

    private void write(String version, Progress progress) throws IOException, InterruptedException {
        for (int block = 0; block < BLOCKS; block++) {
            progress.report(100 * block / BLOCKS, "writing version " + version);
            device.say("Writing version " + version + ", block " + (block + 1) + " of " + BLOCKS);
            Thread.sleep(1_000L * seconds);
        }
        firmware.install(version);
    }

    private void restart() throws InterruptedException {
        device.say("Restarting ...");
        if (halt) {
            Runtime.getRuntime().halt(0);
        }
        device.stop(OwnProcess.RESTART);
        new CountDownLatch(1).await(); // until this process has ended
    }

    @Override
    public Integer call() throws Exception {
        firmware.boot(device.store("The update continues after the restart with the data in --store DIR: set it."));
        if (!halt && !OwnProcess.isChild()) {
            return OwnProcess.runAndRestart(device.arguments());
        }
        device.say("Running version " + firmware.running());
        return device.run(this, agent -> agent.reportAsync("firmware", firmware.running()), agent -> {});
    }
}
