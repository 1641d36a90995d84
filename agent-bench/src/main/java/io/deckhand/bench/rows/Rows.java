package io.deckhand.bench.rows;

import io.deckhand.bench.result.Metric;
import java.util.List;
import java.util.stream.Collectors;

/** All rows, in the order in which they are measured and shown. */
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
            new StoredTelemetry(),
            new ReportedThroughput(),
            new DesiredLatency(),
            new ReconnectAfterRestart(),
            new Footprint(),
            new Startup(),
            new ArchivedStartup(),
            new Dispatch(),
            new HubThroughput(),
            new HubStart(),
            new HubConnections(),
            new HubIdentities(),
            Idle.overMqtt(),
            Idle.overAmqp(),
            new StoreThroughput(),
            new StoreBacklog(),
            new BacklogScale(),
            new DeviceScale(),
            new HandlerScale(),
            new LinkSpeed(),
            new LinkStartup(),
            new LinkFootprint(),
            new LinkReconnect(),
            GatewayFleets.of(200),
            GatewayFleets.of(1_000),
            GatewayFleets.of(5_000),
            new GatewayRestart());

    private Rows() {}

    /** {@return the rows that a run measures by default} */
    public static List<Row> all(boolean quick) {
        return ALL.stream().filter(row -> !quick || !row.onlyInFull()).toList();
    }

    /**
     * Chooses rows.
     *
     * @param names names of figures, or common prefixes of several
     * @throws IllegalArgumentException for an unknown name; the message lists the known ones
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
                .anyMatch(metric -> metric.equals(name) || metric.startsWith(name.endsWith("-") ? name : name + "-"));
    }

    private static String allNames() {
        return ALL.stream()
                .flatMap(row -> row.metrics().stream())
                .map(Metric::name)
                .collect(Collectors.joining(", "));
    }
}
