package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.files.PrivateFiles;
import io.deckhand.testkit.internal.tls.HubAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The info file: what another process needs to find this hub, trust it and authenticate. It contains keys. */
final class HubInfo {
    private static final int LOOK_MILLIS = 1_000;

    private HubInfo() {}

    static void write(Path file, LocalHub hub, List<HubDevice> devices) throws IOException {
        byte[] content = (of(hub, devices).toPrettyString() + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
        try {
            PrivateFiles.write(file, content);
        } catch (IOException e) {
            throw new IOException("The info file " + file + " cannot be written", e);
        }
    }

    /**
     * Deletes the file of a hub that has ended; otherwise a process that waits for the file would take this hub for
     * ready.
     *
     * @throws IOException when the hub that wrote it is still running, and others rely on the file
     */
    static void removeOld(Path file) throws IOException {
        Optional<InetSocketAddress> hub = listener(file);
        if (hub.isPresent() && isListening(hub.get())) {
            throw new IOException(file + " belongs to a hub that runs at "
                    + hub.get().getHostString() + " already. Stop that hub first, or name another file with --info.");
        }
        Files.deleteIfExists(file);
    }

    /** {@return the address of the hub that wrote the file, if it is an info file} */
    private static Optional<InetSocketAddress> listener(Path file) {
        try {
            ObjectNode info = Json.parseObject(Files.readString(file));
            return Optional.of(new InetSocketAddress(
                    info.required("hostName").asText(),
                    info.required("ports").required("https").asInt()));
        } catch (IOException | HubException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isListening(InetSocketAddress hub) {
        try (Socket socket = new Socket()) {
            socket.connect(hub, LOOK_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode of(LocalHub hub, List<HubDevice> devices) {
        ObjectNode info = Json.object().put("hostName", hub.hostName());
        info.putObject("ports")
                .put("mqtt", hub.ports().mqtt())
                .put("amqp", hub.ports().amqp())
                .put("https", hub.ports().https());
        info.putObject("provisioning")
                .put("globalEndpoint", hub.hostName())
                .put("idScope", hub.enrollments().idScope())
                .put("serviceConnectionString", hub.enrollments().serviceConnectionString());
        Path certificate = hub.caCertificate().toAbsolutePath();
        info.put("ownerConnectionString", hub.ownerConnectionString())
                .put("serviceConnectionString", hub.serviceConnectionString())
                .put("eventHubConnectionString", hub.eventHubConnectionString())
                .put("caCertificate", certificate.toString());
        info.putObject("trustStore")
                .put(
                        "path",
                        certificate
                                .resolveSibling(HubAuthority.TRUST_STORE_FILE)
                                .toString())
                .put("type", "PKCS12")
                .put("password", HubAuthority.TRUST_STORE_PASSWORD);
        ArrayNode list = info.putArray("devices");
        devices.forEach(device ->
                list.addObject().put("deviceId", device.deviceId()).put("connectionString", device.connectionString()));
        return info;
    }
}
