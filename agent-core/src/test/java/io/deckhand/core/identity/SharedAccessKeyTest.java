package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.identity.Credential;
import io.deckhand.identity.CredentialException;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import io.deckhand.identity.TokenRequest;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that prove themselves by SAS tokens, whoever signs them. */
@LocalHubTest
class SharedAccessKeyTest {
    private final LocalHub hub;

    SharedAccessKeyTest(LocalHub hub) {
        this.hub = hub;
    }

    private static String key(String connectionString) {
        return connectionString.substring(connectionString.indexOf("SharedAccessKey=") + "SharedAccessKey=".length());
    }

    private AgentBuilder builder(Transport transport, String id, Credential credential) {
        return Agents.over(
                transport,
                AgentBuilder.forDevice(hub.hostName(), id, credential)
                        .trustedCertificates(hub.caCertificate())
                        .operationTimeout(Agents.SOON)
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    private static void use(DeviceAgent agent, HubDevice device, String text) {
        agent.send(text);
        assertThat(device.awaitTelemetry(message -> message.text().equals(text), Agents.SOON)
                        .text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceConnectsWithItsKey(Transport transport) {
        HubDevice device = hub.createDevice("key-" + transport);

        try (DeviceAgent agent = builder(
                        transport, device.deviceId(), Credentials.sharedAccessKey(key(device.connectionString())))
                .build()) {
            agent.start(Agents.SOON);
            use(agent, device, "hello");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theSecondaryKeyIsUsedWhenThePrimaryIsRefused(Transport transport) {
        HubDevice device = hub.createDevice("secondary-" + transport);
        String wrong = Base64.getEncoder().encodeToString(new byte[32]);

        try (DeviceAgent agent = builder(
                        transport,
                        device.deviceId(),
                        Credentials.sharedAccessKeys(wrong, key(device.secondaryConnectionString())))
                .build()) {
            agent.start(Agents.SOON);
            use(agent, device, "hello");
            assertThat(agent.health().lastCause()).contains(FailureCause.CREDENTIALS_REFUSED);

            hub.faults().cut(device);
            await().atMost(Agents.SOON).until(() -> agent.health().connects() == 2);
            agent.awaitCaughtUp(Agents.SOON);
            use(agent, device, "again");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aSignerOfTheApplicationsSignsATokenForEachConnection(Transport transport) {
        HubDevice device = hub.createDevice("hsm-" + transport);
        AtomicInteger asked = new AtomicInteger();
        byte[] inside = Base64.getDecoder().decode(key(device.connectionString()));
        TokenCredential hardware = request -> {
            asked.incrementAndGet();
            return request.signed(hmac(inside, request.bytesToSign()));
        };

        try (DeviceAgent agent = builder(transport, device.deviceId(), hardware)
                .tokenLifetime(Duration.ofSeconds(20))
                .build()) {
            agent.start(Agents.SOON);
            use(agent, device, "hello");
            await().atMost(Agents.SOON).until(() -> agent.health().connects() >= 2);
            agent.awaitCaughtUp(Agents.SOON);
            use(agent, device, "with another token");
            assertThat(asked).hasValueGreaterThanOrEqualTo(2);
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(HubDevice device, Duration lifetime) {
        TokenRequest request = new TokenRequest(
                hub.hostName() + "/devices/" + device.deviceId(),
                Optional.empty(),
                Instant.now().plus(lifetime));
        return request.signed(hmac(Base64.getDecoder().decode(key(device.connectionString())), request.bytesToSign()))
                .text();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aFinishedTokenIsUsedAndOneThatIsOverNamedBeforeAnythingConnects(Transport transport) {
        HubDevice device = hub.createDevice("fixed-" + transport);
        SasToken token = SasToken.of(token(device, Duration.ofHours(1)));
        SasToken over = SasToken.of(token(device, Duration.ofSeconds(-1)));

        try (DeviceAgent agent = builder(transport, device.deviceId(), Credentials.sasToken(token.text()))
                .build()) {
            agent.start(Agents.SOON);
            use(agent, device, "hello");
            assertThat(agent.health().credentialValidUntil()).contains(token.expiresAt());
        }
        try (DeviceAgent agent = builder(transport, device.deviceId(), Credentials.sasToken(over.text()))
                .build()) {
            agent.startAsync();
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().lastCause().equals(Optional.of(FailureCause.CREDENTIAL_OUT_OF_TIME)));
            assertThat(agent.health().lastFailure().orElse(""))
                    .contains("The SAS token expired at " + over.expiresAt(), "The agent cannot renew it");
            assertThat(agent.health().connects()).isZero();
        }
    }

    @Test
    void aSupplierOfTokensIsAskedForEachConnectionAndItsFailureIsNamed() {
        HubDevice device = hub.createDevice("supplied");
        AtomicInteger asked = new AtomicInteger();
        TokenCredential supplied = Credentials.sasTokens(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("the service that signs is away");
            }
            return token(device, Duration.ofHours(1));
        });

        try (DeviceAgent agent =
                builder(Transport.MQTT, device.deviceId(), supplied).build()) {
            agent.start(Agents.SOON);
            assertThat(agent.health().lastCause()).contains(FailureCause.CREDENTIAL_UNUSABLE);
            assertThat(agent.health().lastFailure().orElse("")).contains("the service that signs is away");
            use(agent, device, "hello");
        }
    }

    @Test
    void whatACredentialSaysItselfIsSaid() {
        hub.createDevice("says");
        TokenCredential broken = request -> {
            throw new CredentialException("The chip does not answer. Check the I2C bus.");
        };

        try (DeviceAgent agent = builder(Transport.AMQPS, "says", broken).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON)
                    .until(() -> agent.health()
                            .lastFailure()
                            .orElse("")
                            .contains("(The chip does not answer. Check the I2C bus.)"));
        }
    }
}
