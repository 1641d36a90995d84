package io.deckhand.testkit.internal.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command for one device, or for one of its modules. */
abstract class OfIdentity extends HubTask {
    @Parameters(index = "0", paramLabel = "ID", description = "The device id.")
    private String id = "";

    @Option(names = "--module", paramLabel = "ID", description = "The module id, for one of the device's modules.")
    private @Nullable String module;

    final String deviceId() {
        return id;
    }

    /** {@return the path of its twin, followed by further segments} */
    final String[] twinPath(String... more) {
        List<String> path = new ArrayList<>(List.of("twins", id));
        if (module != null) {
            path.addAll(List.of("modules", module));
        }
        path.addAll(List.of(more));
        return path.toArray(String[]::new);
    }
}
