package io.deckhand.bench.plot;

import io.deckhand.bench.result.ResultFile.Kept;
import io.deckhand.bench.result.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Draws an SVG plot for each figure that was measured at several sizes: {@code scale-WHAT-FIGURE-SIZE}, and {@code
 * gateway-DEVICES-FIGURE}.
 */
public final class Plots {
    private static final Pattern SCALED = Pattern.compile("(scale-(\\w+)-\\w+)-(\\d+)");
    private static final Pattern GATEWAY = Pattern.compile("gateway-(\\d+)-([\\w-]+)");
    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;

    private Plots() {}

    /** {@return the files drawn, each named after its figure} */
    public static List<Path> draw(List<Kept> figures, Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, NavigableMap<Integer, Kept>> figure :
                bySize(figures).entrySet()) {
            Path file = directory.resolve(figure.getKey() + ".svg");
            VectorGraphicsEncoder.saveVectorGraphic(
                    chart(figure.getKey(), figure.getValue()), file.toString(), VectorGraphicsFormat.SVG);
            files.add(file);
        }
        return files;
    }

    private static Map<String, NavigableMap<Integer, Kept>> bySize(List<Kept> figures) {
        Map<String, NavigableMap<Integer, Kept>> scaled = new LinkedHashMap<>();
        for (Kept figure : figures) {
            Matcher name = SCALED.matcher(figure.name());
            Matcher ofGateway = GATEWAY.matcher(figure.name());
            if (name.matches()) {
                add(scaled, name.group(1), name.group(3), figure);
            } else if (ofGateway.matches()) {
                add(scaled, "gateway-" + ofGateway.group(2), ofGateway.group(1), figure);
            }
        }
        return scaled;
    }

    private static void add(Map<String, NavigableMap<Integer, Kept>> scaled, String name, String size, Kept figure) {
        scaled.computeIfAbsent(name, first -> new TreeMap<>()).put(Integer.valueOf(size), figure);
    }

    private static XYChart chart(String name, NavigableMap<Integer, Kept> bySize) {
        Matcher parts = SCALED.matcher(name + "-0");
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(name)
                .xAxisTitle(parts.matches() ? parts.group(2) : "devices")
                .yAxisTitle(bySize.firstEntry().getValue().unit())
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        for (Side side : Side.values()) {
            Map<Integer, Double> points = new TreeMap<>();
            bySize.forEach((size, figure) -> {
                var spread = figure.spreads().get(side);
                if (spread != null && spread.median() > 0) {
                    points.put(size, spread.median());
                }
            });
            if (!points.isEmpty()) {
                chart.addSeries(side.label(), List.copyOf(points.keySet()), List.copyOf(points.values()));
            }
        }
        return chart;
    }
}
