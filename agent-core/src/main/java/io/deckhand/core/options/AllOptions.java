package io.deckhand.core.options;

import io.deckhand.core.options.AgentOption.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The single list of all options, used for parsing, for the documentation and by frameworks. */
final class AllOptions {
    static final List<AgentOption> LIST = list();

    private AllOptions() {}

    private static List<AgentOption> list() {
        List<AgentOption> all = new ArrayList<>();
        identity(all);
        credential(all);
        connection(all);
        waiting(all);
        handlers(all);
        return List.copyOf(all);
    }

    private static void identity(List<AgentOption> all) {
        secret(all, "connection-string", "forConnectionString", "the device's connection string, as IoT Hub shows it");
        text(all, "host-name", "forDevice", "the hub's host name, in place of a connection string");
        text(all, "device-id", "forDevice", "the device's id at that hub");
        text(all, "module-id", "forModule", "the module's id, if the agent is a module of that device");
        text(
                all,
                "provisioning.id-scope",
                "forProvisioning",
                "the id scope of the provisioning service, which assigns the device to a hub");
        text(all, "provisioning.registration-id", "forProvisioning", "the device's registration id");
        all.add(new AgentOption(
                "provisioning.endpoint",
                "forProvisioning",
                Kind.TEXT,
                Optional.of("global.azure-devices-provisioning.net"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                "the host name of the provisioning service"));
        text(
                all,
                "provisioning.payload",
                "forProvisioning(Provisioning.payload)",
                "a JSON payload that is sent with each registration");
        flag(
                all,
                "provisioning.over-https",
                "forProvisioning(Provisioning.overHttps)",
                false,
                "whether to register over HTTPS in any case");
        all.add(new AgentOption(
                "provisioning.issued-certificate",
                "forProvisioning(Provisioning.requestCertificate, IssuedCertificate.ecP256, IssuedCertificate.ecP384)",
                Kind.CHOICE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("EC_P256", "EC_P384"),
                false,
                "the key of a certificate that the service issues to the device; a preview, which may change in any "
                        + "release"));
        limited(
                all,
                "provisioning.issued-certificate-renew-at",
                "forProvisioning(IssuedCertificate.renewAt)",
                Kind.DURATION,
                null,
                "1s",
                "90d",
                "the age at which that certificate is renewed, if earlier than 60 to 80 % of its life");
    }

    private static void credential(List<AgentOption> all) {
        secret(
                all,
                "shared-access-key",
                "credential(Credentials.sharedAccessKey)",
                "the key of the device, module or individual enrollment, in base64");
        secret(
                all,
                "secondary-shared-access-key",
                "credential(Credentials.sharedAccessKeys)",
                "the other key, used when the hub refuses the first");
        secret(
                all,
                "group-key",
                "credential(Credentials.groupKey)",
                "the key of an enrollment group, from which the device's is derived");
        secret(all, "sas-token", "credential(Credentials.sasToken)", "a fixed SAS token, which is not renewed");
        path(
                all,
                "certificate",
                "credential(Credentials.pemFiles)",
                "the device's certificate, a PEM file; read again when it changes");
        path(all, "private-key", "credential(Credentials.pemFiles)", "the certificate's key, a PEM file");
        secret(all, "private-key-password", "credential(Credentials.pemFiles)", "the password of an encrypted key");
        path(all, "pkcs12", "credential(Credentials.pkcs12)", "certificate and key in one PKCS#12 file");
        secret(all, "pkcs12-password", "credential(Credentials.pkcs12)", "the password of that file");
        duration(
                all,
                "credential-check",
                "credentialCheck",
                "60s",
                "1s",
                "1d",
                "how often to look for a renewed certificate");
        duration(
                all,
                "token-lifetime",
                "tokenLifetime",
                "1h",
                "10s",
                "24d",
                "how long the SAS tokens are valid that the agent signs");
        path(
                all,
                "trusted-certificates",
                "trustedCertificates",
                "the authorities to trust, a PEM file, in place of those of the Java runtime");
    }

    private static void connection(List<AgentOption> all) {
        choice(
                all,
                "transport",
                "transport",
                Kind.CHOICES,
                "MQTT",
                List.of("MQTT", "MQTT_WS", "AMQPS", "AMQPS_WS"),
                "how to reach the hub; alternatives are tried if a port is blocked");
        choice(all, "hub-link", "link", Kind.CHOICE, "SDK", List.of("SDK", "NETTY"), "the client that connects");
        text(all, "proxy.host", "proxy", "an HTTP proxy to connect through; requires a WebSocket transport");
        number(all, "proxy.port", "proxy", null, "1", "65535", "the proxy's port");
        text(all, "proxy.user", "proxy", "the user name that the proxy asks for");
        secret(all, "proxy.password", "proxy", "the password that the proxy asks for");
        duration(all, "keep-alive", "keepAlive", "60s", "5s", "1177s", "how often an idle connection is checked");
        duration(
                all,
                "reconnect.first",
                "reconnect",
                "1s",
                "10ms",
                null,
                "the upper end of the second delay between connection attempts; it doubles from there");
        duration(
                all,
                "reconnect.limit",
                "reconnect",
                "2m",
                "10ms",
                null,
                "the upper end of every delay, not less than the first");
        duration(
                all,
                "operation-timeout",
                "operationTimeout",
                "60s",
                "100ms",
                "1d",
                "how long send and report wait for the hub");
        text(all, "model-id", "modelId", "the Plug and Play model to announce, as dtmi:com:example:Thermostat;1");
    }

    private static void waiting(List<AgentOption> all) {
        number(
                all,
                "outbox-capacity",
                "outboxCapacity",
                "10000",
                "1",
                "1000000",
                "how many messages may wait for the hub");
        bytes(
                all,
                "outbox-bytes",
                "outboxBytes",
                "16MB",
                "256KB",
                "2GB",
                "how many bytes of messages may wait for the hub");
        choice(
                all,
                "overflow",
                "overflow",
                Kind.CHOICE,
                "REFUSE",
                List.of("REFUSE", "BLOCK", "DROP_OLDEST"),
                "what happens to a message when the outbox is full");
        path(
                all,
                "store.directory",
                "storeIn(StoreOptions.directory)",
                "a directory for this agent only, which keeps the state that survives the process");
        bytes(
                all,
                "store.bytes",
                "storeIn(StoreOptions.bytes)",
                "64MB",
                "4MB",
                "64GB",
                "how many bytes its files may take");
        duration(
                all,
                "store.commit-window",
                "storeIn(StoreOptions.commitWindow)",
                "100ms",
                "0s",
                "10s",
                "how long accepted data may wait before it is forced to disk");
        secret(
                all,
                "store.encryption-key",
                "storeIn(StoreOptions.encryptedBy)",
                "an AES key of 16, 24 or 32 bytes that encrypts it, in base64");
    }

    private static void handlers(List<AgentOption> all) {
        number(
                all,
                "shared-handler-threads",
                "sharedHandlerThreads",
                "64",
                "0",
                "10000",
                "how many threads direct methods share, in addition to one for each");
        flag(
                all,
                "virtual-threads",
                "virtualThreads",
                true,
                "whether handlers run on virtual threads if the JVM has them");
        number(
                all,
                "remembered-message-ids",
                "rememberedMessageIds",
                "100",
                "0",
                "100000",
                "how many ids of cloud-to-device messages are remembered, to handle none twice");
        flag(
                all,
                "describe-methods",
                "describeMethods",
                false,
                "whether the direct method deckhand.methods lists the others");
        flag(
                all,
                "discover-handlers",
                "discoverHandlers",
                false,
                "whether to add the handlers that jars on the class path provide");
    }

    private static void text(List<AgentOption> all, String name, String builder, String purpose) {
        all.add(plain(name, builder, Kind.TEXT, false, purpose));
    }

    private static void path(List<AgentOption> all, String name, String builder, String purpose) {
        all.add(plain(name, builder, Kind.PATH, false, purpose));
    }

    /** Adds a secret, and an option that names a file with it, since orchestrators mount secrets as files. */
    private static void secret(List<AgentOption> all, String name, String builder, String purpose) {
        all.add(plain(name, builder, Kind.TEXT, true, purpose));
        all.add(plain(
                name + "-file", builder, Kind.PATH, false, "a file that " + name + " is read from, without line ends"));
    }

    private static AgentOption plain(String name, String builder, Kind kind, boolean secret, String purpose) {
        return new AgentOption(
                name, builder, kind, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), secret, purpose);
    }

    private static void flag(List<AgentOption> all, String name, String builder, boolean initial, String purpose) {
        limited(all, name, builder, Kind.SWITCH, String.valueOf(initial), null, null, purpose);
    }

    private static void number(
            List<AgentOption> all,
            String name,
            String builder,
            @Nullable String initial,
            String least,
            String most,
            String purpose) {
        limited(all, name, builder, Kind.NUMBER, initial, least, most, purpose);
    }

    private static void bytes(
            List<AgentOption> all,
            String name,
            String builder,
            String initial,
            String least,
            String most,
            String purpose) {
        limited(all, name, builder, Kind.BYTES, initial, least, most, purpose);
    }

    private static void duration(
            List<AgentOption> all,
            String name,
            String builder,
            String initial,
            String least,
            @Nullable String most,
            String purpose) {
        limited(all, name, builder, Kind.DURATION, initial, least, most, purpose);
    }

    private static void choice(
            List<AgentOption> all,
            String name,
            String builder,
            Kind kind,
            String initial,
            List<String> choices,
            String purpose) {
        all.add(new AgentOption(
                name,
                builder,
                kind,
                Optional.of(initial),
                Optional.empty(),
                Optional.empty(),
                choices,
                false,
                purpose));
    }

    private static void limited(
            List<AgentOption> all,
            String name,
            String builder,
            Kind kind,
            @Nullable String initial,
            @Nullable String least,
            @Nullable String most,
            String purpose) {
        all.add(new AgentOption(
                name,
                builder,
                kind,
                Optional.ofNullable(initial),
                Optional.ofNullable(least),
                Optional.ofNullable(most),
                List.of(),
                false,
                purpose));
    }
}
