package io.deckhand.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Connects to a hub again and again, in every way there is, and looks for what that left behind. */
final class Connects {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LISTENING = "0A";
    private static final String TIME_WAIT = "06";

    private final LocalHub hub;
    private final HubDevice device;

    Connects(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    void make(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            switch (i % 4) {
                case 0 -> overMqtt(true);
                case 1 -> overMqtt(false);
                case 2 -> overAmqp();
                default -> overHttps();
            }
        }
    }

    private void overMqtt(boolean politely) throws Exception {
        try (BareSocket client = BareSocket.mqtt(hub, device)) {
            if (politely) {
                client.write(BareSocket.disconnect());
            }
        }
    }

    private void overAmqp() throws Exception {
        String user = device.deviceId() + "@sas." + hub.hostName();
        try (RawAmqp client = RawAmqp.openPlain(hub, user, PahoDevice.token(hub, device))) {
            client.receiver("/devices/" + device.deviceId() + "/messages/devicebound", 1);
            client.flush();
            client.read();
        }
    }

    private void overHttps() throws Exception {
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            client.write(("GET /devices/" + device.deviceId() + "/messages/devicebound HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            client.read(1);
        }
    }

    /** Waits until the hub has no connection and the machine no socket of it. */
    void awaitNoneLeft() {
        await().atMost(SOON).until(() -> hub.load().connections() == 0);
        await().atMost(SOON).until(() -> sockets().isEmpty());
        await().atMost(SOON).until(() -> !device.isConnected());
    }

    /** {@return the hub's threads} */
    Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("deckhand-hub-" + hub.hostName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return what Linux knows of sockets at the hub's own address that neither listen nor are over} */
    private Set<String> sockets() throws IOException {
        String address = asInTheTable();
        Set<String> found = new TreeSet<>();
        for (String table : Set.of("tcp", "tcp6")) {
            Path file = Path.of("/proc/self/net", table);
            if (Files.isReadable(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.map(line -> line.strip().split("\\s+"))
                            .filter(fields -> fields.length > 3 && fields[1].contains(address + ":"))
                            .filter(fields -> !fields[3].equals(LISTENING) && !fields[3].equals(TIME_WAIT))
                            .forEach(fields -> found.add(fields[1] + " " + fields[2] + " " + fields[3]));
                }
            }
        }
        return found;
    }

    /** {@return the hub's address in hexadecimal digits, last byte first} */
    private String asInTheTable() throws IOException {
        byte[] address = InetAddress.getByName(hub.hostName()).getAddress();
        byte[] reversed = {address[3], address[2], address[1], address[0]};
        return String.format(Locale.ROOT, "%08X", new BigInteger(1, reversed));
    }
}
