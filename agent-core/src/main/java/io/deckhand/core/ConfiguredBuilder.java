package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deckhand.Overflow;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.options.OptionValues;
import io.deckhand.identity.Credential;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Applies options given as text to a builder, and refuses conflicting ones. */
final class ConfiguredBuilder {
    private static final String[] IDENTITIES = {"connection-string", "host-name", "provisioning.id-scope"};
    private static final String[] CREDENTIALS = {"shared-access-key", "group-key", "sas-token", "certificate", "pkcs12"
    };
    private static final String GLOBAL_ENDPOINT = "global.azure-devices-provisioning.net";

    /** The keys of issued certificates that text can name. */
    enum IssuedKey {
        EC_P256,
        EC_P384
    }

    private final OptionValues values;

    private ConfiguredBuilder(OptionValues values) {
        this.values = values;
    }

    static AgentBuilder of(OptionValues values) {
        ConfiguredBuilder configured = new ConfiguredBuilder(values);
        values.check();
        configured.checkCompanions();
        configured.checkIdentity();
        values.refuseProblems();
        AgentBuilder builder = configured.identified();
        configured.secure(builder);
        configured.connect(builder);
        configured.keep(builder);
        configured.handle(builder);
        return builder;
    }

    private void checkCompanions() {
        values.checkWith("host-name", "device-id");
        values.checkWith("device-id", "host-name");
        values.checkWith("module-id", "device-id");
        values.checkWith("provisioning.id-scope", "provisioning.registration-id");
        for (String name : List.of("registration-id", "endpoint", "payload", "over-https", "issued-certificate")) {
            values.checkWith("provisioning." + name, "provisioning.id-scope");
        }
        values.checkWith("provisioning.issued-certificate-renew-at", "provisioning.issued-certificate");
        values.checkWith("secondary-shared-access-key", "shared-access-key");
        values.checkWith("group-key", "provisioning.id-scope");
        values.checkWith("certificate", "private-key");
        values.checkWith("private-key", "certificate");
        values.checkWith("private-key-password", "private-key");
        values.checkWith("pkcs12", "pkcs12-password");
        values.checkWith("pkcs12-password", "pkcs12");
        values.checkWith("proxy.host", "proxy.port");
        values.checkWith("proxy.port", "proxy.host");
        values.checkWith("proxy.user", "proxy.password");
        values.checkWith("proxy.password", "proxy.user");
        values.checkWith("proxy.user", "proxy.host");
        for (String name : List.of("bytes", "commit-window", "encryption-key")) {
            values.checkWith("store." + name, "store.directory");
        }
    }

    private void checkIdentity() {
        checkOnlyOne(IDENTITIES);
        checkOnlyOne(CREDENTIALS);
        if (given(IDENTITIES).isEmpty()) {
            values.problem("Nothing says which device this is. Set " + values.nameOf("connection-string") + ", or "
                    + values.namesOf("host-name", "device-id") + " and a credential, or "
                    + values.namesOf("provisioning.id-scope", "provisioning.registration-id")
                    + " and a credential.");
        } else if (given(CREDENTIALS).isEmpty() && !values.has("connection-string")) {
            values.problem("Nothing says what the device proves its identity with. Set one of "
                    + values.namesOf(CREDENTIALS) + ".");
        }
    }

    private void checkOnlyOne(String... names) {
        List<String> given = given(names);
        if (given.size() > 1) {
            values.problem(values.namesOf(given.toArray(String[]::new)) + " exclude each other. Keep one.");
        }
    }

    private List<String> given(String... names) {
        return Stream.of(names).filter(values::has).toList();
    }

    private AgentBuilder identified() {
        Credential credential = credential();
        return switch (given(IDENTITIES).get(0)) {
            case "connection-string" -> connectionString(credential);
            case "host-name" -> named(requireNonNull(credential));
            default -> AgentBuilder.forProvisioning(provisioning(requireNonNull(credential)));
        };
    }

    private AgentBuilder connectionString(@Nullable Credential credential) {
        AgentBuilder builder = AgentBuilder.forConnectionString(required("connection-string"));
        return credential == null ? builder : builder.credential(credential);
    }

    private AgentBuilder named(Credential credential) {
        String host = required("host-name");
        String device = required("device-id");
        return values.text("module-id")
                .map(module -> AgentBuilder.forModule(host, device, module, credential))
                .orElseGet(() -> AgentBuilder.forDevice(host, device, credential));
    }

    private Provisioning provisioning(Credential credential) {
        Provisioning provisioning = Provisioning.of(
                values.text("provisioning.endpoint").orElse(GLOBAL_ENDPOINT),
                required("provisioning.id-scope"),
                required("provisioning.registration-id"),
                credential);
        if (values.flag("provisioning.over-https").orElse(false)) {
            provisioning = provisioning.overHttps();
        }
        IssuedCertificate issued = issuedCertificate();
        if (issued != null) {
            provisioning = provisioning.requestCertificate(issued);
        }
        String payload = values.text("provisioning.payload").orElse(null);
        return payload == null ? provisioning : provisioning.payload(json(payload));
    }

    private @Nullable IssuedCertificate issuedCertificate() {
        IssuedCertificate wanted = values.choice("provisioning.issued-certificate", IssuedKey.class)
                .map(key -> key == IssuedKey.EC_P256 ? IssuedCertificate.ecP256() : IssuedCertificate.ecP384())
                .orElse(null);
        Duration age =
                values.duration("provisioning.issued-certificate-renew-at").orElse(null);
        return wanted == null || age == null ? wanted : wanted.renewAt(age);
    }

    private Object json(String text) {
        try {
            return new Json().read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    values.nameOf("provisioning.payload") + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private @Nullable Credential credential() {
        if (given(CREDENTIALS).isEmpty()) {
            return null;
        }
        String by = given(CREDENTIALS).get(0);
        return switch (by) {
            case "shared-access-key" ->
                values.secret("secondary-shared-access-key")
                        .map(secondary -> Credentials.sharedAccessKeys(required(by), secondary))
                        .orElseGet(() -> Credentials.sharedAccessKey(required(by)));
            case "group-key" -> Credentials.groupKey(required(by), required("provisioning.registration-id"));
            case "sas-token" -> Credentials.sasToken(required(by));
            case "certificate" ->
                Credentials.pemFiles(
                        values.path("certificate").orElseThrow(),
                        values.path("private-key").orElseThrow(),
                        values.secret("private-key-password")
                                .map(String::toCharArray)
                                .orElse(null));
            default ->
                Credentials.pkcs12(
                        values.path("pkcs12").orElseThrow(),
                        required("pkcs12-password").toCharArray());
        };
    }

    private String required(String name) {
        return values.secret(name)
                .orElseThrow(() -> new IllegalArgumentException(values.nameOf(name) + " is not set."));
    }

    private void secure(AgentBuilder builder) {
        values.duration("credential-check").ifPresent(builder::credentialCheck);
        values.duration("token-lifetime").ifPresent(builder::tokenLifetime);
        values.path("trusted-certificates").ifPresent(builder::trustedCertificates);
    }

    private void connect(AgentBuilder builder) {
        List<Transport> transports = values.choices("transport", Transport.class);
        if (!transports.isEmpty()) {
            builder.transport(
                    transports.get(0), transports.subList(1, transports.size()).toArray(Transport[]::new));
        }
        values.choice("hub-link", Link.class).ifPresent(builder::link);
        proxy(builder);
        values.duration("keep-alive").ifPresent(builder::keepAlive);
        reconnect(builder);
        values.duration("operation-timeout").ifPresent(builder::operationTimeout);
        values.text("model-id").ifPresent(builder::modelId);
    }

    private void proxy(AgentBuilder builder) {
        values.text("proxy.host").ifPresent(host -> {
            int port = values.number("proxy.port").orElseThrow();
            values.text("proxy.user")
                    .ifPresentOrElse(
                            user -> builder.proxy(
                                    host, port, user, required("proxy.password").toCharArray()),
                            () -> builder.proxy(host, port));
        });
    }

    private void reconnect(AgentBuilder builder) {
        if (!values.has("reconnect.first") && !values.has("reconnect.limit")) {
            return;
        }
        Duration first = values.duration("reconnect.first").orElse(Duration.ofSeconds(1));
        Duration limit = values.duration("reconnect.limit").orElse(Duration.ofMinutes(2));
        if (limit.compareTo(first) < 0) {
            throw new IllegalArgumentException(values.nameOf("reconnect.limit") + " is " + limit + ", less than "
                    + values.nameOf("reconnect.first") + ", which is " + first + ".");
        }
        builder.reconnect(ReconnectPolicy.exponential(first, limit));
    }

    private void keep(AgentBuilder builder) {
        values.number("outbox-capacity").ifPresent(builder::outboxCapacity);
        values.bytes("outbox-bytes").ifPresent(builder::outboxBytes);
        values.choice("overflow", Overflow.class).ifPresent(builder::overflow);
        values.path("store.directory").ifPresent(directory -> {
            StoreOptions store = StoreOptions.directory(directory);
            store = values.bytes("store.bytes").map(store::bytes).orElse(store);
            store = values.duration("store.commit-window")
                    .map(store::commitWindow)
                    .orElse(store);
            builder.storeIn(values.secret("store.encryption-key")
                    .map(this::key)
                    .map(store::encryptedBy)
                    .orElse(store));
        });
    }

    private SecretKeySpec key(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            key = new byte[0]; // the decoder's message would reveal a part of the key
        }
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw new IllegalArgumentException(values.nameOf("store.encryption-key")
                    + " is not an AES key. It must be 16, 24 or 32 bytes in base64.");
        }
        return new SecretKeySpec(key, "AES");
    }

    private void handle(AgentBuilder builder) {
        values.number("shared-handler-threads").ifPresent(builder::sharedHandlerThreads);
        values.flag("virtual-threads").ifPresent(builder::virtualThreads);
        values.number("remembered-message-ids").ifPresent(builder::rememberedMessageIds);
        values.flag("describe-methods").ifPresent(builder::describeMethods);
        values.flag("discover-handlers").ifPresent(builder::discoverHandlers);
    }
}
