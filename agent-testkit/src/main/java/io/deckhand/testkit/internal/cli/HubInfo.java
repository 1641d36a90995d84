package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.files.PrivateFiles;
import io.deckhand.testkit.internal.tls.HubAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The info file: all that another process needs to find this hub, trust it and sign in. It holds keys. */
final class HubInfo {
    private HubInfo() {}

    static void write(Path file, LocalHub hub, List<HubDevice> devices) throws IOException {
        PrivateFiles.write(
                file, (of(hub, devices).toPrettyString() + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode of(LocalHub hub, List<HubDevice> devices) {
        ObjectNode info = Json.object().put("hostName", hub.hostName());
        info.putObject("ports")
                .put("mqtt", hub.ports().mqtt())
                .put("amqp", hub.ports().amqp())
                .put("https", hub.ports().https());
        info.putObject("provisioning")
                .put("globalEndpoint", hub.hostName())
                .put("idScope", hub.enrollments().idScope());
        Path certificate = hub.caCertificate().toAbsolutePath();
        info.put("ownerConnectionString", hub.ownerConnectionString())
                .put("serviceConnectionString", hub.serviceConnectionString())
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
