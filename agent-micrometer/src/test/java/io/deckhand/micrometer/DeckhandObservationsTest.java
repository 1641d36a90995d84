package io.deckhand.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.SendOptions;
import io.deckhand.core.AgentBuilder;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

@LocalHubTest
class DeckhandObservationsTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeckhandObservations observations = new DeckhandObservations(tracing());

    /** As Spring Boot sets it up: observations become spans of OpenTelemetry, and timers. */
    private ObservationRegistry tracing() {
        var otel = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build()
                .get("test");
        var tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
        var propagator = new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)))
                .observationHandler(new DefaultMeterObservationHandler(meters));
        return registry;
    }

    record Speed(int rpm) {}

    final class Fan {
        @DirectMethod
        int spin(Speed speed, DeviceAgent agent) {
            observations.sendAsync(agent, "spinning", SendOptions.NONE.property("alert", "no"));
            return speed.rpm();
        }

        @DirectMethod
        CompletionStage<Integer> later() {
            return CompletableFuture.supplyAsync(() -> {
                throw MethodException.of(423, "locked", "Not now.");
            });
        }

        @CloudToDevice
        void notice(CloudMessage message) {
            assertThat(message.text()).isEqualTo("hello");
        }
    }

    private DeviceAgent started(LocalHub hub, HubDevice device) {
        DeviceAgent agent = AgentBuilder.forConnectionString(device.connectionString())
                .sslContext(hub.sslContext())
                .interceptors(observations)
                .handlers(new Fan())
                .build();
        agent.start(SOON);
        return agent;
    }

    @Test
    void aCallContinuesItsCallersTraceAndPassesItOnWithWhatItSends(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = started(hub, device)) {
            var answer = device.invoke("spin", "{\"rpm\":7,\"$traceparent\":\"" + PARENT + "\"}");

            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            SpanData call = span("direct_method spin");
            SpanData sent = span("send telemetry");
            assertThat(call.getTraceId()).isEqualTo(TRACE);
            assertThat(call.getParentSpanId()).isEqualTo("b7ad6b7169203331");
            assertThat(call.getAttributes().get(AttributeKey.stringKey("deckhand.status")))
                    .isEqualTo("200");
            assertThat(call.getAttributes().get(AttributeKey.stringKey("deckhand.device")))
                    .isEqualTo(device.deviceId());
            assertThat(sent.getParentSpanId()).isEqualTo(call.getSpanId());
            assertThat(device.awaitTelemetry(message -> true, SOON).properties())
                    .containsEntry("traceparent", "00-" + TRACE + "-" + sent.getSpanId() + "-01")
                    .containsEntry("alert", "no");
        }
    }

    @Test
    void aMessageContinuesTheTraceOfItsProperties(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = started(hub, device)) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("hello").property("traceparent", PARENT));

            SpanData span = span("cloud_to_device");
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        }
    }

    @Test
    void aStageIsObservedToItsEndAndItsFailureIsSeen(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = started(hub, device)) {
            assertThat(device.invoke("later", "null").status()).isEqualTo(423);

            assertThat(span("direct_method later").getEvents()).isNotEmpty();
            assertThat(meters.get(DeckhandObservations.HANDLER)
                            .tag("deckhand.name", "later")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aCallWithoutATraceStartsOneAndAPayloadThatIsNoObjectDoesNotMatter(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = started(hub, device)) {
            assertThat(device.invoke("spin", "\"$traceparent\"").status()).isEqualTo(400);

            assertThat(span("direct_method spin").getParentSpanId()).isEqualTo("0000000000000000");
        }
    }

    private SpanData span(String name) {
        return await().atMost(SOON)
                .until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().equals(name))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
