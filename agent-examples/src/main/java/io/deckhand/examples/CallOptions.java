package io.deckhand.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all back ends that call a direct method, and the code that calls it and prints the answer. */
final class CallOptions {
    private static final int LEAST_SECONDS = 5;
    private static final int MOST_SECONDS = 300;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BackEndOptions hub = new BackEndOptions();

    @Option(names = "--device", paramLabel = "ID", required = true, description = "The device.")
    private String device = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the device may take to answer, 5 to 300. Default: ${DEFAULT-VALUE}")
    private int timeout = 60;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long to wait for a device that is not connected, 0 to 300. Default: ${DEFAULT-VALUE}")
    private int connectTimeout;

    String device() {
        return device;
    }

    BackEnd connect() throws IOException {
        hub.within(LEAST_SECONDS, timeout, MOST_SECONDS, "--timeout");
        hub.within(0, connectTimeout, MOST_SECONDS, "--connect-timeout");
        return hub.connect();
    }

    Duration timeout() {
        return Duration.ofSeconds(timeout);
    }

    PrintWriter out() {
        return hub.out();
    }

    /** Calls the device and prints its answer. {@return whether the status is 2xx} */
    boolean call(BackEnd backEnd, String method, String payload) throws BackEndException {
        return answer(backEnd, method, payload).isPresent();
    }

    /** Calls the device and prints its answer. {@return the payload of the answer, if the status is 2xx} */
    Optional<JsonElement> answer(BackEnd backEnd, String method, String payload) throws BackEndException {
        JsonElement json = json(payload);
        out().println("Waiting up to " + (timeout + connectTimeout) + " s for device '" + device + "' ...");
        DirectMethodResponse response =
                backEnd.call(device, method, json, timeout(), Duration.ofSeconds(connectTimeout));
        out().println();
        out().println("Device Method called");
        out().println("Device Method name       : " + method);
        out().println("Device Method payload    : " + payload);
        out().println();
        out().println("Response status          : " + response.getStatus());
        out().println("Response payload         : " + response.getPayloadAsJsonElement());
        if (response.getStatus() / 100 == 2) {
            return Optional.of(response.getPayloadAsJsonElement());
        }
        hub.fail("Device '" + device + "' answered with status " + response.getStatus() + ".");
        return Optional.empty();
    }

    /** Parses strictly: Gson, which the SDK uses, would accept {@code ten} as text and so hide a typing error. */
    private JsonElement json(String payload) {
        try {
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(payload);
            return JsonParser.parseString(payload);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new ParameterException(
                    spec.commandLine(), "The payload is not JSON. Text needs its own quotes: '\"text\"'.");
        }
    }
}
