package io.deckhand.bench.rows;

import io.deckhand.bench.result.Metric;
import java.util.List;
import java.util.stream.Collectors;

/** All rows, in the order they are measured and shown. */
public final class Rows {
    private static final List<Row> ALL = List.of(
            new MethodThroughput(),
            MethodLatency.overMqtt(),
            MethodLatency.overAmqps(),
            MethodBesideSlow.overMqtt(),
            MethodBesideSlow.overAmqps(),
            new MethodUnderBacklog(),
            new CloudToDeviceThroughput(),
            new TelemetryThroughput(),
            new BacklogDrain(),
            new ReportedThroughput(),
            new DesiredLatency(),
            new ReconnectAfterRestart(),
            new Footprint(),
            new Startup(),
            new Dispatch(),
            new HubThroughput(),
            new HubConnections(),
            new Idle(),
            new BacklogScale(),
            new DeviceScale(),
            new HandlerScale(),
            new LinkSpeed(),
            new LinkFootprint(),
            GatewayFleets.of(200),
            GatewayFleets.of(1_000),
            GatewayFleets.of(5_000));

    private Rows() {}

    /** {@return what a run measures when nothing is chosen} */
    public static List<Row> all(boolean quick) {
        return ALL.stream().filter(row -> !quick || !row.onlyInFull()).toList();
    }

    /**
     * Chooses rows.
     *
     * @param names names of figures, or what several begin with
     * @throws IllegalArgumentException that lists what there is, for a name that is none
     */
    public static List<Row> named(List<String> names) {
        names.stream()
                .filter(name -> ALL.stream().noneMatch(row -> gives(row, name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("There is no row '" + name + "'. Known: " + allNames() + ".");
                });
        return ALL.stream()
                .filter(row -> names.stream().anyMatch(name -> gives(row, name)))
                .toList();
    }

    private static boolean gives(Row row, String name) {
        return row.metrics().stream()
                .map(Metric::name)
                .anyMatch(metric -> metric.equals(name) || metric.startsWith(name + "-"));
    }

    private static String allNames() {
        return ALL.stream()
                .flatMap(row -> row.metrics().stream())
                .map(Metric::name)
                .collect(Collectors.joining(", "));
    }
}
