package io.deckhand.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.ReconnectPolicy;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Credentials;
import io.deckhand.gateway.Gateway;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalHubTest
class GatewayMetricsTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    static final class Fan {
        @DirectMethod
        int spin(int rpm) {
            return rpm;
        }
    }

    private static Gateway.Builder gateway(LocalHub hub) {
        return Gateway.builder()
                .connectsPerSecond(1000)
                .eachDevice(each -> each.trustedCertificates(hub.caCertificate())
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    @Test
    void allDevicesAreCountedTogetherAndCountsOutliveADevice(LocalHub hub, HubDevice device) {
        HubDevice other = hub.createDevice(device.deviceId() + "-other");
        try (Gateway gateway = gateway(hub).build();
                GatewayMetrics metrics = new GatewayMetrics(gateway)) {
            metrics.bindTo(registry);
            DeviceAgent first = gateway.add(device.connectionString());
            DeviceAgent second = gateway.add(other.connectionString());
            await().atMost(SOON).until(() -> connected() == 2);
            first.send("one");
            second.send("two");
            second.send("three");
            assertThat(second.flush(SOON)).isTrue();

            gateway.remove(other.deviceId()); // its last messages were not read yet

            await().atMost(SOON).until(() -> connected() == 1);
            await().atMost(SOON).until(() -> counter("deckhand.gateway.telemetry.acknowledged") == 3);
            assertThat(counter("deckhand.gateway.telemetry.sent")).isEqualTo(3);
            assertThat(counter("deckhand.gateway.connections")).isGreaterThanOrEqualTo(2);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void callsOfAllDevicesAreTimedByMethodAndStatusAndTheDashboardAsksForSeriesThatThereAre(
            LocalHub hub, HubDevice device) throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HubDevice later = hub.createDevice(device.deviceId() + "-later");
        try (Gateway gateway = gateway(hub).build()) {
            gateway.add(device.connectionString(), new Fan());
            GatewayMetrics metrics = new GatewayMetrics(gateway);
            metrics.bindTo(registry);
            metrics.bindTo(prometheus);
            gateway.add(later.connectionString(), new Fan());
            await().atMost(SOON).until(() -> connected() == 2);

            device.invoke("spin", "700");
            later.invoke("spin", "800");
            later.invoke("spin", "\"fast\"");
            device.invoke("nobody-knows-this", "null");

            assertThat(calls("spin", "200")).isEqualTo(2);
            assertThat(calls("spin", "400")).isEqualTo(1);
            assertThat(calls("unknown", "501")).isEqualTo(1);
            Dashboards.areServed("deckhand-gateway.json", prometheus.scrape());

            metrics.close();
            device.invoke("spin", "700");

            assertThat(calls("spin", "200")).isEqualTo(2);
        }
    }

    private long calls(String method, String status) {
        return registry.get("deckhand.gateway.method.calls")
                .tag("method", method)
                .tag("status", status)
                .timer()
                .count();
    }

    @Test
    void failuresAndTheStoresAreSeenWhileTheHubIsAway(@TempDir Path directory) {
        try (LocalHub own = LocalHub.start();
                Gateway gateway = gateway(own).storeIn(directory).build();
                GatewayMetrics metrics = new GatewayMetrics(gateway)) {
            metrics.bindTo(registry);
            DeviceAgent agent = gateway.add(own.createDevice("away").connectionString());
            await().atMost(SOON).until(() -> connected() == 1);

            own.stop();
            await().atMost(SOON).until(() -> connected() == 0);
            agent.sendAsync("waits");

            await().atMost(SOON).until(() -> gauge("deckhand.gateway.telemetry.waiting") == 1);
            await().atMost(SOON).until(() -> refused() > 0);
            assertThat(gauge("deckhand.gateway.telemetry.waiting.size")).isPositive();
            assertThat(gauge("deckhand.gateway.store.size")).isPositive();
            assertThat(gauge("deckhand.gateway.credential.remaining")).isNaN();

            own.startAgain();

            await().atMost(SOON).until(() -> counter("deckhand.gateway.telemetry.acknowledged") == 1);
            assertThat(counter("deckhand.gateway.connections")).isGreaterThanOrEqualTo(2);
            assertThat(gauge("deckhand.gateway.telemetry.waiting.size")).isZero();
        }
    }

    private double refused() {
        return registry.get("deckhand.gateway.connection.failures")
                .tag("cause", "connection_refused")
                .functionCounter()
                .count();
    }

    @Test
    void theCertificateThatEndsFirstIsSeen(LocalHub hub, @TempDir Path directory) throws Exception {
        try (Gateway gateway = gateway(hub).build();
                GatewayMetrics metrics = new GatewayMetrics(gateway)) {
            metrics.bindTo(registry);
            gateway.add(withCertificate(hub, "long", 200, directory));
            gateway.add(withCertificate(hub, "short", 100, directory));

            await().atMost(SOON).until(() -> connected() == 2);
            double days = gauge("deckhand.gateway.credential.remaining") / TimeUnit.DAYS.toSeconds(1);
            assertThat(days).isBetween(99.0, 100.0);
        }
    }

    private static AgentBuilder withCertificate(LocalHub hub, String name, int days, Path directory) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(days)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path pem = Files.writeString(
                directory.resolve(name + ".pem"), bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM());
        HubDevice device = hub.createDevice(name, bundle.getCertificate());
        return AgentBuilder.forDevice(hub.hostName(), device.deviceId(), Credentials.pemFiles(pem, pem));
    }

    private double connected() {
        return registry.get("deckhand.gateway.devices")
                .tag("state", "connected")
                .gauge()
                .value();
    }

    private double counter(String name) {
        FunctionCounter counter = registry.get(name).functionCounter();
        return counter.count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
