package io.deckhand.testkit.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubLoad;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.fixture.BareSocket;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Clients that do not read, or say what they have to say a byte at a time: they harm nobody but themselves. */
@ResourceLock("the hub of SlowClientsTest")
class SlowClientsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** With its answer to each, more than the hub lets wait for a client whose connection it does not reset. */
    private static final int REQUESTS = 800;

    /** What Netty takes for much, and an answer more. */
    private static final long LITTLE = 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final LocalHub hub = LocalHub.builder().patience(PATIENCE).start();

    private final HubDevice device;

    SlowClientsTest(TestInfo test) {
        device = hub.createDevice(test.getTestMethod().orElseThrow().getName());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void aDeviceThatReadsNoAnswersOverMqttIsNotListenedToMeanwhile() throws Exception {
        int size = fillTwin();
        try (BareSocket client = BareSocket.mqtt(hub, device)) {
            client.write(BareSocket.subscribe("$iothub/twin/res/#"));
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            for (int i = 0; i < REQUESTS; i++) {
                requests.writeBytes(BareSocket.publish("$iothub/twin/GET/?$rid=" + i));
            }

            client.write(requests.toByteArray());

            assertNobodyElseIsStalled();
            assertThat(client.read((long) REQUESTS * size)).isGreaterThanOrEqualTo((long) REQUESTS * size);
        }
    }

    @Test
    void aBackEndThatReadsNoAnswersOverHttpsIsNotListenedToMeanwhile() throws Exception {
        int size = fillTwin();
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            String request = "GET /twins/" + device.deviceId() + " HTTP/1.1\r\nHost: x\r\nX-Padding: "
                    // Else more of them come at once than the hub takes.
                    + "x".repeat(2000) + "\r\nAuthorization: "
                    + ServiceClients.sas(hub.serviceConnectionString()).getSignature() + "\r\n\r\n";
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(client, request.repeat(REQUESTS)));

            assertNobodyElseIsStalled();
            assertThat(client.read((long) REQUESTS * size)).isGreaterThanOrEqualTo((long) REQUESTS * size);
            written.join();
        }
    }

    @Test
    void aDeviceThatReadsNoAnswersOverAmqpHoldsUpNobody() throws Exception {
        fillTwin();
        String user = device.deviceId() + "@sas." + hub.hostName();
        try (RawAmqp client = RawAmqp.openPlain(hub, user, PahoDevice.token(hub, device))) {
            String address = "/devices/" + device.deviceId() + "/twin";
            Receiver answers = client.receiver(address, REQUESTS);
            Sender requests = client.sender(address);
            client.await(event -> event.getType() == Event.Type.LINK_FLOW && event.getLink() == requests);
            for (int i = 0; i < REQUESTS; i++) {
                client.send(requests, twinRequest());
            }

            client.flush();

            assertNobodyElseIsStalled();
            for (int i = 0; i < REQUESTS; i++) {
                client.await(event -> event.getType() == Event.Type.DELIVERY && event.getLink() == answers);
            }
        }
    }

    @Test
    void aDeviceThatReadsNothingLosesItsConnectionWhenOthersHaveTooMuchForIt() throws Exception {
        String payload = '"' + "x".repeat(100_000) + '"';
        List<CompletableFuture<MethodResult>> calls = new ArrayList<>();
        try (BareSocket client = BareSocket.mqtt(hub, device)) {
            client.write(BareSocket.subscribe("$iothub/methods/POST/#"));
            client.read(5);

            for (int i = 0; i < 400; i++) {
                calls.add(device.invokeAsync("flood", payload, Duration.ofMinutes(5), Duration.ZERO));
            }

            await().atMost(SOON).until(() -> !device.isConnected());
            await().atMost(SOON).until(() -> calls.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            await().atMost(SOON).until(() -> HubLoad.bytesWaiting(hub) == 0);
        }
    }

    @Test
    void whoTakesTooLongToSayWhatMustBeSaidFirstIsEnded() throws Exception {
        Map<String, Callable<Boolean>> clients = new TreeMap<>();
        int mqtt = hub.ports().mqtt();
        int amqp = hub.ports().amqp();
        int https = hub.ports().https();
        clients.put("no TLS", () -> ended(BareSocket.plain(hub, mqtt), new byte[0], false));
        clients.put("TLS in drops", () -> ended(BareSocket.plain(hub, amqp), new byte[] {22, 3, 1, 0x20, 0}, true));
        clients.put("no CONNECT", () -> ended(BareSocket.tls(hub, mqtt), new byte[0], false));
        byte[] connect = {0x10, (byte) 0xFF, (byte) 0xFF, 0x0F};
        clients.put("CONNECT in drops", () -> ended(BareSocket.tls(hub, mqtt), connect, true));
        clients.put("no AMQP", () -> ended(BareSocket.tls(hub, amqp), new byte[0], false));
        byte[] open = {'A', 'M', 'Q', 'P', 0, 1, 0, 0, 0, 0, 0x10, 0, 2, 0, 0, 0};
        clients.put("open in drops", () -> ended(BareSocket.tls(hub, amqp), open, true));
        clients.put("no request", () -> ended(BareSocket.tls(hub, https), new byte[0], false));
        String header = "GET /devices/d1 HTTP/1.1\r\nX-Slow: ";
        clients.put("header in drops", () -> ended(BareSocket.tls(hub, https), ascii(header), true));
        String body = "POST /devices/query HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n";
        clients.put("body in drops", () -> ended(BareSocket.tls(hub, https), ascii(body), true));

        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Map<String, Future<Boolean>> ends = new TreeMap<>();
            clients.forEach((name, client) -> ends.put(name, threads.submit(client)));
            for (Map.Entry<String, Future<Boolean>> end : ends.entrySet()) {
                assertThat(end.getValue().get()).as(end.getKey()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Two of them, as each of the hub's two threads has one; and what waits for the slow one stays little. */
    private void assertNobodyElseIsStalled() throws Exception {
        List<Long> waiting = new ArrayList<>();
        LongConsumer look = waiting::add;
        for (String name : List.of("one", "other")) {
            HubDevice bystander = hub.createDevice(device.deviceId() + "-" + name);
            try (PahoDevice paho = PahoDevice.of(hub, bystander)) {
                paho.client().setTimeToWait(SOON.toMillis());
                paho.connect();
                for (int i = 0; i < 20; i++) {
                    paho.publish("devices/" + bystander.deviceId() + "/messages/events/", "x", 1);
                    look.accept(HubLoad.bytesWaiting(hub));
                }
            }
            assertThat(bystander.telemetry()).hasSize(20);
        }
        assertThat(waiting).allMatch(bytes -> bytes < LITTLE);
    }

    /** {@return at least how large its twin is} */
    private int fillTwin() {
        String value = "x".repeat(4000);
        for (int i = 0; i < 7; i++) {
            device.patchDesired("{\"p" + i + "\":\"" + value + "\"}");
        }
        return 7 * value.length();
    }

    private static Message twinRequest() {
        Message message = Proton.message();
        message.setCorrelationId("c");
        message.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.valueOf("operation"), "GET")));
        message.setBody(new Data(new Binary(new byte[0])));
        return message;
    }

    private static boolean ended(BareSocket client, byte[] first, boolean dripping) throws Exception {
        try (client) {
            client.write(first);
            return dripping ? client.endsWhileDripping() : client.ends();
        }
    }

    private static void write(BareSocket client, String text) {
        try {
            client.write(ascii(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
