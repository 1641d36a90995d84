package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a link leads. Ids stand in addresses as they are, not percent-encoded. */
sealed interface LinkAddress {
    /** Where tokens are put. */
    record Cbs() implements LinkAddress {}

    /** One of a device's, or a module's. */
    record Device(String deviceId, DevicePart part) implements LinkAddress {}

    /** Where back ends send messages to devices. */
    record DeviceBound() implements LinkAddress {}

    /** Where back ends hear what became of them. */
    record FeedbackBound() implements LinkAddress {}

    /**
     * A partition of the hub's telemetry.
     *
     * @param path as the client writes it, which is what its token is for
     */
    record Events(String consumerGroup, int partition, List<String> path) implements LinkAddress {}

    /** Where readers of telemetry ask which partitions there are. */
    record EventHubManagement() implements LinkAddress {}

    /** Where the hub sends readers of telemetry away from, to its event hub. */
    record BuiltInEvents(List<String> path) implements LinkAddress {}

    /** Where one who has no hub yet registers. */
    record Registration(String idScope, String registrationId) implements LinkAddress {}

    /** What of a device a link is for. */
    enum DevicePart {
        TELEMETRY,
        CLOUD_TO_DEVICE,
        METHODS,
        TWIN
    }

    Map<String, DevicePart> DEVICE_PARTS = Map.of(
            "messages/events", DevicePart.TELEMETRY,
            "messages/devicebound", DevicePart.CLOUD_TO_DEVICE,
            "methods/devicebound", DevicePart.METHODS,
            "twin", DevicePart.TWIN);

    Pattern EVENTS = Pattern.compile(
            Pattern.quote(TelemetryLog.EVENT_HUB) + "/ConsumerGroups/(?<group>[^/]+)/Partitions/(?<partition>\\d{1,4})",
            Pattern.CASE_INSENSITIVE);

    /**
     * Reads an address.
     *
     * @throws HubException when nothing of the hub has it
     */
    static LinkAddress parse(@Nullable String address) {
        if (address == null) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The link has no address.");
        }
        if (address.equals("$cbs")) {
            return new Cbs();
        }
        List<String> segments = segments(address);
        if (segments.size() == 3
                && segments.get(1).equals("registrations")
                && Applicant.namesService(segments.get(0))) {
            return new Registration(segments.get(0), segments.get(2));
        }
        return segments.size() >= 3 && segments.get(0).equals("devices")
                ? device(segments, address)
                : backEnd(segments, address);
    }

    private static LinkAddress backEnd(List<String> segments, String address) {
        String path = lowerCase(segments);
        return switch (path) {
            case "messages/devicebound" -> new DeviceBound();
            case "messages/servicebound/feedback" -> new FeedbackBound();
            case "$management", TelemetryLog.EVENT_HUB + "/$management" -> new EventHubManagement();
            default -> isBuiltIn(path) ? new BuiltInEvents(segments) : events(segments, address);
        };
    }

    private static boolean isBuiltIn(String path) {
        return path.equals("messages/events") || path.startsWith("messages/events/");
    }

    private static Events events(List<String> segments, String address) {
        Matcher path = EVENTS.matcher(String.join("/", segments));
        if (!path.matches()) {
            throw unknown(address);
        }
        int partition = Integer.parseInt(path.group("partition"));
        if (partition >= TelemetryLog.PARTITIONS) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "No partition " + partition + ". Known: 0 to " + (TelemetryLog.PARTITIONS - 1) + ".");
        }
        return new Events(path.group("group"), partition, segments);
    }

    private static Device device(List<String> segments, String address) {
        int end = segments.size() > 4 && segments.get(2).equals("modules") ? 4 : 2;
        String id = IdentityIds.atPath(segments.subList(0, end)).orElseThrow(() -> unknown(address));
        DevicePart part = DEVICE_PARTS.get(lowerCase(segments.subList(end, segments.size())));
        if (part == null || !IdentityIds.isValid(id)) {
            throw unknown(address);
        }
        return new Device(id, part);
    }

    /** Some clients write whole URLs, some begin without a slash. */
    private static List<String> segments(String address) {
        int scheme = address.indexOf("://");
        int path = scheme < 0 ? 0 : Math.max(0, address.indexOf('/', scheme + "://".length()));
        List<String> segments = new ArrayList<>();
        for (String segment : address.substring(path).split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private static String lowerCase(List<String> segments) {
        return String.join("/", segments).toLowerCase(Locale.ROOT);
    }

    /** {@return the refusal of a link that exists only in the other direction} */
    static HubException oneWay(@Nullable String address) {
        return new HubException(
                HubError.ARGUMENT_INVALID, "The link '" + address + "' exists only in the other direction.");
    }

    private static HubException unknown(String address) {
        return new HubException(HubError.ARGUMENT_INVALID, "The hub serves no link '" + address + "'.");
    }
}
