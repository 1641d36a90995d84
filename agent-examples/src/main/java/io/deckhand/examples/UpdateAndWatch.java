package io.deckhand.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "update-and-watch",
        description = "Updates a device, and watches its twin until the update has ended. Ends with 0 only if it "
                + "succeeded.")
final class UpdateAndWatch implements Callable<Integer> {
    @Mixin
    private CallOptions call = new CallOptions();

    @Option(names = "--to", paramLabel = "VERSION", required = true, description = "The version to update to.")
    private String version = "";

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to watch the twin. Default: ${DEFAULT-VALUE}")
    private int watchSeconds = 600;

    @Override
    public Integer call() throws Exception {
        JsonObject payload = new JsonObject();
        payload.addProperty("version", version);
        payload.addProperty(
                "$operationKey", UUID.randomUUID().toString()); // whoever repeats it starts no second update
        try (BackEnd backEnd = call.connect()) {
            Optional<JsonElement> accepted = call.answer(backEnd, "updateFirmware", payload.toString());
            if (accepted.isEmpty()) {
                return 1;
            }
            String id = accepted.get().getAsJsonObject().get("operationId").getAsString();
            Map<?, ?> ended = watch(backEnd, id);
            call.out().println("Operation " + id + ": " + ended);
            return "succeeded".equals(ended.get("status")) ? 0 : 1;
        }
    }

    /** Waits until the operation has ended; the device's process may restart meanwhile. */
    private Map<?, ?> watch(BackEnd backEnd, String id) throws Exception {
        Retry retry = new Retry(call.out(), Duration.ofSeconds(watchSeconds));
        while (retry.isInTime()) {
            try {
                Map<?, ?> now = backEnd.operation(call.device(), id);
                if (now.containsKey("endedAt")) {
                    return now;
                }
                retry.after("Operation " + id + ": " + now);
            } catch (BackEndException e) {
                retry.after(e);
            }
        }
        throw new IllegalStateException(
                "Operation " + id + " of device '" + call.device() + "' did not end within " + watchSeconds + " s.");
    }
}
