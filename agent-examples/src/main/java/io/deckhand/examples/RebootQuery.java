package io.deckhand.examples;

import com.microsoft.azure.sdk.iot.service.twin.Twin;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(name = "reboot-query", description = "Lists the devices that reported a reboot, by a query of their twins.")
final class RebootQuery implements Callable<Integer> {
    @Mixin
    private BackEndOptions hub = new BackEndOptions();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only devices that rebooted since this time, such as 2026-11-21T12:00:00Z. By default "
                    + "all that reported a reboot.",
            converter = Time.class)
    private @Nullable Instant since;

    @Override
    public Integer call() throws Exception {
        try (BackEnd backEnd = hub.connect()) {
            List<Twin> rebooted = backEnd.query(query(since));
            rebooted.forEach(twin -> hub.out()
                    .println("Device '" + twin.getDeviceId() + "' rebooted at "
                            + BackEnd.rebootTime(twin).orElse("an unknown time")));
            hub.out().println("Devices found: " + rebooted.size());
            return 0;
        }
    }

    private static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is not a time such as 2026-11-21T12:00:00Z");
            }
        }
    }

    /** Times are compared as texts. Without the Z, a full second sorts before its fractions. */
    static String query(@Nullable Instant since) {
        String query = "SELECT * FROM devices WHERE is_defined(properties.reported.rebootTime)";
        if (since == null) {
            return query;
        }
        String second = since.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "");
        return query + " AND properties.reported.rebootTime >= '" + second + "'";
    }
}
