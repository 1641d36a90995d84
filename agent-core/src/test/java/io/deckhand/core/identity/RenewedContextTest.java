package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A context of the application's whose key manager has a renewed certificate: the next connection shows it. */
@LocalHubTest
class RenewedContextTest {
    /** Hands out what it has at the moment, as one that watches files does. */
    private static final class ChangingKeyManager extends X509ExtendedKeyManager {
        private final List<X509Certificate> shown = new CopyOnWriteArrayList<>();
        private volatile X509Bundle current;

        ChangingKeyManager(X509Bundle first) {
            current = first;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return "own";
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            shown.add(current.getCertificate());
            return current.getCertificatePath();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return current.getKeyPair().getPrivate();
        }
    }

    private final LocalHub hub;

    RenewedContextTest(LocalHub hub) {
        this.hub = hub;
    }

    private AgentBuilder builder(Transport transport, HubDevice device, X509ExtendedKeyManager manager)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {manager}, Trust.of(hub), null);
        return Agents.builder(transport, hub, device).sslContext(context);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theNextConnectionShowsWhatTheKeyManagerHasThen(Transport transport) throws Exception {
        CertificateAuthority authority = CertificateAuthority.named("renewing");
        hub.trustDeviceCa(authority.certificate());
        String id = "renewed-" + transport;
        HubDevice device = hub.createCaSignedDevice(id);
        ChangingKeyManager manager = new ChangingKeyManager(authority.issue(id));
        try (DeviceAgent agent = builder(transport, device, manager).build()) {
            agent.start(Agents.SOON);
            X509Bundle second = authority.issue(id);
            manager.current = second;

            hub.faults().cut(device);

            await().atMost(Agents.SOON)
                    .until(() -> agent.health().connects() == 2 && manager.shown.contains(second.getCertificate()));
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(agent.health().connects()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void oneThatHasExpiredIsNamed(Transport transport) throws Exception {
        CertificateAuthority authority = CertificateAuthority.named("forgotten");
        hub.trustDeviceCa(authority.certificate());
        String id = "expired-" + transport;
        HubDevice device = hub.createCaSignedDevice(id);
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
        X509Bundle over = authority.issue(id, end.minus(Duration.ofDays(30)), end);

        try (DeviceAgent agent =
                builder(transport, device, new ChangingKeyManager(over)).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastFailure().isPresent());

            assertThat(agent.health().lastFailure().orElse(""))
                    .contains("The presented certificate of '" + id + "' expired at " + end, "Renew it.");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void oneThatWasRenewedWhileTheHubRefusedTheOldOneConnects(Transport transport) throws Exception {
        String id = "refused-" + transport;
        X509Bundle first = CertificateAuthority.selfSigned(id);
        X509Bundle second = CertificateAuthority.selfSigned(id);
        HubDevice device = hub.createDevice(id, first.getCertificate());
        ChangingKeyManager manager = new ChangingKeyManager(first);
        try (DeviceAgent agent = builder(transport, device, manager).build()) {
            agent.start(Agents.SOON);
            hub.faults().cut(device);
            agent.awaitCaughtUp(Agents.SOON);

            device.delete();
            HubDevice again = hub.createDevice(id, second.getCertificate());
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            manager.current = second;

            await().atMost(Agents.SOON).until(again::isConnected);
            agent.send("second");
            assertThat(again.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("second");
        }
    }
}
