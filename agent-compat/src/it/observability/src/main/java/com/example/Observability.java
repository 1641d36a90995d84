package com.example;

import io.deckhand.DeviceAgent;
import io.deckhand.gateway.Gateway;
import io.deckhand.micrometer.DeckhandMetrics;
import io.deckhand.micrometer.DeckhandObservations;
import io.deckhand.micrometer.GatewayMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;

/** What a framework does otherwise: metrics, and observations that become spans and timers. */
final class Observability {
    private Observability() {}

    static void bind(DeviceAgent agent, Gateway gateway, MeterRegistry registry) {
        // region metrics
        new DeckhandMetrics(agent).bindTo(registry); // any MeterRegistry: Prometheus, OTLP, Azure Monitor
        new GatewayMetrics(gateway).bindTo(registry); // all devices of a gateway together
        // endregion
    }

    static void withPercentiles(MeterRegistry registry) {
        // region percentiles
        registry.config().meterFilter(new MeterFilter() { // before the first call
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("deckhand.method.calls")
                        ? DistributionStatisticConfig.builder()
                                .percentilesHistogram(true)
                                .build()
                                .merge(config)
                        : config;
            }
        });
        // endregion
    }

    static DeckhandObservations observations(Tracer tracerOfOpenTelemetry, MeterRegistry meters) {
        // region observations
        OtelTracer tracer = new OtelTracer(tracerOfOpenTelemetry, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator = new OtelPropagator(
                ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracerOfOpenTelemetry);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)))
                .observationHandler(new DefaultMeterObservationHandler(meters));
        DeckhandObservations observations = new DeckhandObservations(registry);
        // endregion
        return observations;
    }
}
