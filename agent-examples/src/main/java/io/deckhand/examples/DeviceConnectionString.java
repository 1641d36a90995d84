package io.deckhand.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "device-connection-string",
        description = "Prints the connection string of a device, and nothing else. It is a secret: redirect it to "
                + "a file that only you can read.")
final class DeviceConnectionString implements Callable<Integer> {
    @Mixin
    private BackEndOptions hub = new BackEndOptions();

    @Option(names = "--device", paramLabel = "ID", required = true, description = "The id of the device.")
    private String device = "";

    @Override
    public Integer call() throws Exception {
        try (BackEnd backEnd = hub.connect()) {
            hub.out().println(backEnd.deviceConnectionString(device));
            return 0;
        }
    }
}
