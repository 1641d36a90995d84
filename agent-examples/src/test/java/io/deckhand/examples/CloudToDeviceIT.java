package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** c2d-device and send-c2d, each a process of its own, both over AMQPS. */
class CloudToDeviceIT {
    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.6");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void messagesArriveAndTheirSenderHearsSoAlsoAfterTheHubRestarted() throws Exception {
        try (Program device = Program.example(directory, "c2d-device")) {
            device.awaitLine("Device 'd1' is connected. Press Ctrl-C to stop.");
            Program send = Program.run(
                    directory, "send-c2d", "--device", "d1", "--count", "2", "--message-id", "m", "--property", "k=v");
            assertThat(send.exitCode()).as(send.err().toString()).isZero();
            assertThat(send.err()).isEmpty();
            assertThat(send.outWithoutProgress())
                    .containsExactly(
                            "Sending message: 0",
                            "Sent: m_0",
                            "Sending message: 1",
                            "Sent: m_1",
                            "Waiting up to 60 s for feedback ...",
                            "Feedback: m_0 success (Success)",
                            "Feedback: m_1 success (Success)");

            hub.restart();
            device.awaitLine("Connected again.");
            Program again = Program.run(directory, "send-c2d", "--device", "d1", "--payload", "later");
            assertThat(again.exitCode()).as(again.err().toString()).isZero();

            device.pressCtrlC();
            assertThat(device.out())
                    .startsWith(
                            "Device 'd1' connects ...",
                            "Device 'd1' is connected. Press Ctrl-C to stop.",
                            "Received Message [0]:",
                            "    Data: <<<Message 0 of the service client>>> & Size=31",
                            "    Properties: {Property=PropMsg_0, k=v}",
                            "    Message id: m_0",
                            "    Correlation id: correlation_0",
                            "    Total messages received: 1",
                            "Received Message [1]:",
                            "    Data: <<<Message 1 of the service client>>> & Size=31",
                            "    Properties: {Property=PropMsg_1, k=v}",
                            "    Message id: m_1",
                            "    Correlation id: correlation_1",
                            "    Total messages received: 2",
                            "The connection is lost; reconnecting ...",
                            "Connected again.",
                            "Received Message [2]:",
                            "    Data: <<<later>>> & Size=5")
                    .contains("    Total messages received: 3")
                    .endsWith("Device 'd1' is closed.");
            assertThat(device.out().get(device.out().size() - 2)).matches("Last Message: \\d{4}-.*Z");
        }
    }

    @Test
    void feedbackIsWaitedForWhileTheHubRestarts() throws Exception {
        try (Program send = Program.example(directory, "send-c2d", "--device", "d2", "--timeout", "90")) {
            send.awaitLine("Waiting up to 90 s for feedback ...");
            hub.stop();
            send.awaitLine("Trying again.");
            hub.startAgain();
            try (Program device = Program.example(directory, "c2d-device", "--device", "d2")) {
                assertThat(send.awaitExit()).as(send.out() + "" + send.err()).isZero();
                assertThat(send.out()).last().asString().matches("Feedback: message_.*_0 success \\(Success\\)");
                assertThat(device.out()).contains("    Total messages received: 1");
            }
        }
    }

    @Test
    void aMessageThatIsRejectedIsAFailure() throws Exception {
        try (Program device = Program.example(directory, "c2d-device", "--device", "d3", "--disposition", "reject")) {
            device.awaitLine("Device 'd3' is connected.");
            Program send = Program.fail(
                    directory, "Device 'd3' did not complete 1 of 1 messages.", "send-c2d", "--device", "d3");
            assertThat(send.out()).last().asString().contains(" rejected (");
        }
    }

    @Test
    void everyFailureIsOneLine() throws Exception {
        Program.fail(
                directory,
                "No feedback for 1 of 1 messages within 1 s. The device may be offline: the hub keeps them for it.",
                "send-c2d",
                "--device",
                "d4",
                "--timeout",
                "1");
        Program.fail(directory, "Device 'nobody' does not exist.", "send-c2d", "--device", "nobody");
        Path wrongKey = Files.writeString(
                directory.resolve("wrong-key"),
                hub.text("ownerConnectionString").replaceFirst("SharedAccessKey=.*", "SharedAccessKey=d3Jvbmc="));
        Program.fail(
                directory,
                "The hub refused the credentials. Check the connection string, and the permissions of its policy. (401)",
                "send-c2d",
                "--device",
                "d4",
                "--connection-string-file",
                wrongKey.toString(),
                "--ca",
                hub.text("caCertificate"));
    }

    @Test
    void waitingEndsWithCtrlC() throws Exception {
        try (Program send = Program.example(directory, "send-c2d", "--device", "d4")) {
            send.awaitLine("Waiting up to 60 s for feedback ...");
            send.pressCtrlC();
            assertThat(send.outWithoutProgress()).endsWith("Stopped before it had finished.");
            assertThat(send.err()).isEmpty();
        }
    }
}
