package io.deckhand.examples;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.Disposition;
import io.deckhand.Transport;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "c2d-device", description = "A device that prints the messages that it receives.")
final class C2dDevice implements Callable<Integer> {
    @Mixin
    private DeviceProgram device = new DeviceProgram(Transport.AMQPS);

    @Option(
            names = "--disposition",
            paramLabel = "WHAT",
            description = "How to settle messages: ${COMPLETION-CANDIDATES}. Over MQTT all are completed. "
                    + "Default: ${DEFAULT-VALUE}")
    private Disposition disposition = Disposition.COMPLETE;

    private int received;
    private volatile @Nullable Instant last;

    @CloudToDevice
    Disposition receive(CloudMessage message) {
        last = Instant.now();
        device.say("Received Message [" + received + "]:");
        device.say("    Data: <<<" + message.text() + ">>> & Size=" + message.body().length);
        device.say("    Properties: " + new TreeMap<>(message.properties()));
        device.say("    Message id: " + message.messageId());
        device.say("    Correlation id: " + message.correlationId());
        received++;
        device.say("    Total messages received: " + received);
        return disposition;
    }

    @Override
    public Integer call() throws Exception {
        device.atEnd(() -> device.say(last == null ? "No message received" : "Last Message: " + last));
        return device.run(this);
    }
}
