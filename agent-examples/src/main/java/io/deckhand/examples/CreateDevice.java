package io.deckhand.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "create-device", description = "Creates a device identity; the hub makes its keys.")
final class CreateDevice implements Callable<Integer> {
    @Mixin
    private BackEndOptions hub = new BackEndOptions();

    @Option(names = "--device", paramLabel = "ID", required = true, description = "The id of the device to create.")
    private String device = "";

    @Override
    public Integer call() throws Exception {
        try (BackEnd backEnd = hub.connect()) {
            backEnd.createDevice(device);
            hub.out()
                    .println("Device '" + device
                            + "' is created. device-connection-string prints its connection string.");
            return 0;
        }
    }
}
