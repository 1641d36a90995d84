package io.deckhand.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.Overflow;
import io.deckhand.ReconnectPolicy;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Credentials;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalHubTest
class DeckhandMetricsTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    record Speed(int rpm) {}

    static final class Fan {
        @DirectMethod
        int spin(Speed speed) {
            if (speed.rpm() > 9000) {
                throw MethodException.of(422, "too-fast", "It would fly away.");
            }
            return speed.rpm();
        }
    }

    private static AgentBuilder builder(LocalHub hub, HubDevice device) {
        return AgentBuilder.forConnectionString(device.connectionString())
                .sslContext(hub.sslContext())
                .operationTimeout(SOON)
                .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200)))
                .handlers(new Fan());
    }

    @Test
    void callsAreTimedByMethodAndStatusAlsoThoseThatNoHandlerSees(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = builder(hub, device).build();
                DeckhandMetrics metrics = new DeckhandMetrics(agent)) {
            metrics.bindTo(registry);
            agent.start(SOON);

            device.invoke("spin", "{\"rpm\":100}");
            device.invoke("spin", "{\"rpm\":200}");
            device.invoke("spin", "{\"rpm\":9001}");
            device.invoke("spin", "{\"speed\":1}");
            device.invoke("nobody-knows-this", "null");

            assertThat(calls("spin", "200").count()).isEqualTo(2);
            assertThat(calls("spin", "200").totalTime(TimeUnit.NANOSECONDS)).isPositive();
            assertThat(calls("spin", "422").count()).isEqualTo(1);
            assertThat(calls("spin", "400").count()).isEqualTo(1);
            assertThat(calls("unknown", "501").count()).isEqualTo(1);
            assertThat(registry.find("deckhand.method.calls")
                            .tag("method", "nobody-knows-this")
                            .timer())
                    .isNull();
        }
    }

    private Timer calls(String method, String status) {
        return registry.get("deckhand.method.calls")
                .tag("method", method)
                .tag("status", status)
                .timer();
    }

    @Test
    void messagesAreCountedFromTheirAcceptanceToTheHub(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = builder(hub, device)
                        .outboxCapacity(2)
                        .overflow(Overflow.DROP_OLDEST)
                        .build();
                DeckhandMetrics metrics = new DeckhandMetrics(agent)) {
            metrics.bindTo(registry);
            agent.sendAsync("one");
            agent.sendAsync("two");
            agent.sendAsync("three");

            assertThat(counter("deckhand.telemetry.sent")).isEqualTo(3);
            assertThat(registry.get("deckhand.telemetry.lost")
                            .tag("cause", "overflow")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(gauge("deckhand.telemetry.waiting")).isEqualTo(2);
            assertThat(gauge("deckhand.telemetry.waiting.size")).isPositive();

            agent.start(SOON);
            agent.flush(SOON);

            assertThat(counter("deckhand.telemetry.acknowledged")).isEqualTo(2);
            assertThat(gauge("deckhand.telemetry.waiting")).isZero();
            assertThat(gauge("deckhand.telemetry.waiting.size")).isZero();
        }
    }

    @Test
    void theConnectionIsSeenToGoAndToComeBackByItsCause(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = builder(hub, device).build();
                DeckhandMetrics metrics = new DeckhandMetrics(agent)) {
            metrics.bindTo(registry);
            agent.start(SOON);
            assertThat(state("connected")).isEqualTo(1);

            hub.faults().cut(device);

            await().atMost(SOON).until(() -> counter("deckhand.connections") >= 2);
            double failures = registry.get("deckhand.connection.failures").functionCounters().stream()
                    .mapToDouble(FunctionCounter::count)
                    .sum();
            assertThat(failures).isPositive();
            assertThat((long) failures)
                    .isEqualTo(agent.health().failures().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
        }
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .doesNotContain("deckhand.connection.state");
    }

    private double state(String state) {
        return registry.get("deckhand.connection.state")
                .tag("state", state)
                .gauge()
                .value();
    }

    @Test
    void theEndOfACertificateAndTheSizeOfAStoreAreThere(LocalHub hub, @TempDir Path directory) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=metered")
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(100)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path pem = Files.writeString(
                directory.resolve("device.pem"), bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM());
        HubDevice device = hub.createDevice("metered", bundle.getCertificate());
        try (DeviceAgent agent = AgentBuilder.forDevice(
                                hub.hostName(), device.deviceId(), Credentials.pemFiles(pem, pem))
                        .trustedCertificates(hub.caCertificate())
                        .storeIn(directory.resolve("store"))
                        .build();
                DeckhandMetrics metrics = new DeckhandMetrics(agent)) {
            metrics.bindTo(registry);
            agent.start(SOON);
            agent.send("x");

            double remaining =
                    registry.get("deckhand.credential.remaining").timeGauge().value(TimeUnit.SECONDS);
            double expected = Duration.between(
                                    Instant.now(),
                                    agent.health().credentialValidUntil().orElseThrow())
                            .toMillis()
                    / 1000.0;
            assertThat(remaining).isCloseTo(expected, Offset.offset(60.0));
            assertThat(gauge("deckhand.store.size")).isPositive();
        }
    }

    @Test
    void theDashboardAsksForSeriesThatThereAre(LocalHub hub, HubDevice device) throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (DeviceAgent agent = builder(hub, device).build();
                DeckhandMetrics metrics = new DeckhandMetrics(agent)) {
            metrics.bindTo(prometheus);
            agent.start(SOON);
            device.invoke("spin", "{\"rpm\":100}");

            Dashboards.areServed("deckhand.json", prometheus.scrape());
        }
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
