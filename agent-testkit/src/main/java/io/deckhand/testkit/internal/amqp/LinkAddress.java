package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.DeviceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a link leads. Ids stand in addresses as they are, not percent-encoded. */
sealed interface LinkAddress {
    /** Where tokens are put. */
    record Cbs() implements LinkAddress {}

    /** One of a device's. */
    record Device(String deviceId, DevicePart part) implements LinkAddress {}

    /** Where back ends send messages to devices. */
    record DeviceBound() implements LinkAddress {}

    /** Where back ends hear what became of them. */
    record FeedbackBound() implements LinkAddress {}

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
        if (segments.size() >= 3 && segments.get(0).equals("devices")) {
            return device(segments.get(1), segments.subList(2, segments.size()), address);
        }
        return switch (lowerCase(segments)) {
            case "messages/devicebound" -> new DeviceBound();
            case "messages/servicebound/feedback" -> new FeedbackBound();
            default -> throw unknown(address);
        };
    }

    private static Device device(String deviceId, List<String> rest, String address) {
        if (rest.get(0).equals("modules")) {
            throw new HubException(HubError.MODULE_NOT_FOUND, "Modules are not served yet.");
        }
        DevicePart part = DEVICE_PARTS.get(lowerCase(rest));
        if (part == null || !DeviceIds.isValid(deviceId)) {
            throw unknown(address);
        }
        return new Device(deviceId, part);
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

    static HubException unknown(String address) {
        return new HubException(HubError.ARGUMENT_INVALID, "The hub serves no link '" + address + "'.");
    }
}
