package com.example;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import io.deckhand.gateway.Gateway;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@LocalHubTest
class ObservabilityTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void callsAreMetricsWithPercentilesAndSpansOfTheirCallersTrace(LocalHub hub, HubDevice device) {
        HubDevice leaf = hub.createDevice(device.deviceId() + "-leaf");
        var provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();
        var observations = Observability.observations(provider.get("test"), meters);
        Observability.withPercentiles(meters);
        AgentBuilder builder = AgentBuilder.forConnectionString(device.connectionString())
                .sslContext(hub.sslContext());
        try (DeviceAgent agent = Fan.agent(builder, observations);
                Gateway gateway = Gateway.builder()
                        .eachDevice(each -> each.sslContext(hub.sslContext()))
                        .build()) {
            Observability.bind(agent, gateway, meters);
            agent.start(SOON);
            gateway.add(leaf.connectionString());

            String answer = device.invoke(
                            "spin", "{\"rpm\":9000,\"$traceparent\":\"00-" + TRACE + "-b7ad6b7169203331-01\"}")
                    .payload();

            assertEquals("{\"rpm\":3000}", answer);
            String traceparent =
                    device.awaitTelemetry(message -> true, SOON).properties().get("traceparent");
            await().atMost(SOON).until(() -> spans.getFinishedSpanItems().size() >= 2);
            SpanData sent = spans.getFinishedSpanItems().stream()
                    .filter(span -> span.getName().equals("send telemetry"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("00-" + TRACE + "-" + sent.getSpanId() + "-01", traceparent);
            assertTrue(has("deckhand_method_calls_seconds_bucket", "method=\"spin\"", "status=\"200\""), meters::scrape);
            assertTrue(has("deckhand_handler_seconds_count", "deckhand_name=\"spin\""), meters::scrape);
            await().atMost(SOON).until(() -> has("deckhand_gateway_devices", "state=\"connected\"} 1.0"));
        } finally {
            provider.close();
        }
    }

    private boolean has(String series, String... parts) {
        return meters.scrape()
                .lines()
                .filter(line -> line.startsWith(series + "{"))
                .anyMatch(line -> java.util.stream.Stream.of(parts).allMatch(line::contains));
    }
}
