package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway, as a fleet simulator for the hub. */
class GatewayIT {
    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.16");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void itsDevicesConnectSendAndAreCalled() throws Exception {
        try (Program gateway = Program.example(directory, "gateway", "--devices", "20", "--info", hub.infoFile())) {
            gateway.awaitLine("connected 20 of 20, ");
            await().until(() -> gateway.out().stream()
                    .anyMatch(line -> line.matches("connected 20 of 20, [1-9]\\d* messages/s, .*")));
            Program call = Program.run(directory, "call-method", "--device", "leaf-7", "--method", "whoAreYou");
            assertThat(call.exitCode()).as(call.err().toString()).isZero();
            assertThat(call.out().toString()).contains("leaf-7");
            gateway.awaitLine(", 1 calls/s");
            assertThat(gateway.terminate()).isEqualTo(143);
        }
        Program again =
                Program.run(directory, "gateway", "--devices", "20", "--info", hub.infoFile(), "--duration", "15");
        assertThat(again.exitCode()).as(again.out().toString() + again.err()).isZero();
    }
}
