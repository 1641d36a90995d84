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

/** The node that a link's address names. Ids in addresses are not percent-encoded. */
sealed interface LinkAddress {
    /** The node for tokens. */
    record Cbs() implements LinkAddress {}

    /** A node of a device or module. */
    record Device(String deviceId, DevicePart part) implements LinkAddress {}

    /** The node for back ends' messages to devices. */
    record DeviceBound() implements LinkAddress {}

    /** The node for back ends' feedback. */
    record FeedbackBound() implements LinkAddress {}

    /** The address at which back ends receive notifications of uploaded files. */
    record UploadNoticesBound() implements LinkAddress {}

    /**
     * A partition of the hub's telemetry.
     *
     * @param path as the client sends it, which is the resource of its token
     */
    record Events(String consumerGroup, int partition, List<String> path) implements LinkAddress {}

    /** The node where readers of telemetry query the partitions. */
    record EventHubManagement() implements LinkAddress {}

    /** The node from which readers of telemetry are redirected to the event hub. */
    record BuiltInEvents(List<String> path) implements LinkAddress {}

    /** The node for registration with the provisioning service. */
    record Registration(String idScope, String registrationId) implements LinkAddress {}

    /** The part of a device that a link is for. */
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
     * Parses an address.
     *
     * @throws HubException when the hub has no such node
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
            case "messages/servicebound/filenotifications" -> new UploadNoticesBound();
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

    /** Some clients send whole URLs, some omit the leading slash. */
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

    /** {@return the error for a link that exists only in the other direction} */
    static HubException oneWay(@Nullable String address) {
        return new HubException(
                HubError.ARGUMENT_INVALID, "The link '" + address + "' exists only in the other direction.");
    }

    private static HubException unknown(String address) {
        return new HubException(HubError.ARGUMENT_INVALID, "The hub serves no link '" + address + "'.");
    }
}
