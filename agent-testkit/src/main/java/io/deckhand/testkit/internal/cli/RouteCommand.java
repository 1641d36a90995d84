package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.routing.RouteRule;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The message routes of a running hub, as {@code az iot hub message-route} manages them. */
@Command(
        name = "route",
        description = "Creates, lists and deletes message routes to the built-in endpoint of a running hub.",
        subcommands = {
            RouteCommand.Create.class,
            RouteCommand.Listing.class,
            RouteCommand.Delete.class,
            RouteCommand.Fallback.class
        })
final class RouteCommand extends CommandGroup {
    private static final String[] PATH = {"$deckhand", "routing", "routes"};

    @Command(
            name = "create",
            description = "Creates a route, or replaces the one with this name.",
            footer = {"", "Example:", "  java -jar deckhand-hub.jar route create twins --source TwinChangeEvents"})
    static final class Create extends HubTask {
        @Parameters(paramLabel = "NAME", description = "The name of the route.")
        private String name = "";

        @Option(
                names = "--source",
                paramLabel = "SOURCE",
                required = true,
                description = "The messages: DeviceMessages, TwinChangeEvents, DeviceLifecycleEvents, "
                        + "DeviceConnectionStateEvents or DeviceJobLifecycleEvents.")
        private String source = "";

        @Option(
                names = "--condition",
                paramLabel = "CONDITION",
                defaultValue = RouteRule.ALWAYS,
                description = "The condition, in the routing query language. Default: ${DEFAULT-VALUE}")
        private String condition = RouteRule.ALWAYS;

        @Option(names = "--disabled", description = "Create it without routing messages.")
        private boolean disabled;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            JsonNode route = Json.object()
                    .put("name", name)
                    .put("source", RouteSource.of(source).wireName())
                    .put("condition", condition)
                    .put("enabled", !disabled);
            hub.call("PUT", route, PATH);
        }
    }

    @Command(name = "list", description = "Lists the routes: name, source, enabled or disabled, condition.")
    static final class Listing extends HubTask {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            JsonNode routing = hub.call("GET", null, "$deckhand", "routing");
            for (JsonNode route : routing.path("routes")) {
                out.println(String.join(
                        "\t",
                        route.path("name").asText(),
                        route.path("source").asText(),
                        state(route.path("enabled")),
                        route.path("condition").asText()));
            }
            out.println(
                    "(fallback)\tDeviceMessages\t" + state(routing.path("fallbackRoute")) + "\t" + RouteRule.ALWAYS);
        }

        private static String state(JsonNode enabled) {
            return enabled.asBoolean() ? "enabled" : "disabled";
        }
    }

    @Command(name = "delete", description = "Deletes a route.")
    static final class Delete extends HubTask {
        @Parameters(paramLabel = "NAME", description = "The name of the route.")
        private String name = "";

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("DELETE", null, PATH[0], PATH[1], PATH[2], name);
        }
    }

    /** The two states of the fallback route. */
    enum Switch {
        ON,
        OFF
    }

    @Command(
            name = "fallback",
            description = "Enables or disables the fallback route, which takes telemetry that no route matches.")
    static final class Fallback extends HubTask {
        @Parameters(paramLabel = "on|off", description = "Whether it is enabled.")
        private Switch state = Switch.ON;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("PUT", Json.object().put("on", state == Switch.ON), "$deckhand", "routing", "fallback");
        }
    }
}
