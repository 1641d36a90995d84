package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.IdentityIds;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A topic to which a device may publish, parsed. */
sealed interface DeviceTopic {

    /** A telemetry message and its properties. */
    record Telemetry(Map<String, String> properties) implements DeviceTopic {}

    /** A device reads its twin. */
    record TwinGet(String requestId) implements DeviceTopic {}

    /**
     * A device reports properties.
     *
     * @param version the expected version, as text, or null
     */
    record ReportedPatch(String requestId, @Nullable String version) implements DeviceTopic {}

    /** A device answers a direct method. */
    record MethodAnswered(int status, String requestId) implements DeviceTopic {}

    /** A device requests a certificate. */
    record CertificateRequested(String requestId) implements DeviceTopic {}

    String EVENTS = "/messages/events";

    Pattern TWIN_GET = Pattern.compile("\\$iothub/twin/GET/\\?(.*)");
    Pattern REPORTED_PATCH = Pattern.compile("\\$iothub/twin/PATCH/properties/reported/\\?(.*)");
    Pattern METHOD_ANSWERED = Pattern.compile("\\$iothub/methods/res/(-?\\d{1,9})/\\?(.*)");

    Pattern CERTIFICATE_REQUESTED = Pattern.compile("\\$iothub/credentials/POST/issueCertificate/\\?(.*)");

    /** {@return the prefix of all topics of a device or module, except those that begin with a dollar sign} */
    static String root(String deviceId) {
        return String.join("/", IdentityIds.path(deviceId));
    }

    /** {@return the parsed topic of this device, or empty for a topic that the hub does not serve} */
    static Optional<DeviceTopic> parse(String deviceId, String topic) {
        return parseBelow(root(deviceId), topic);
    }

    /** {@return the parsed topic of the device or module with this {@link #root}, or empty} */
    static Optional<DeviceTopic> parseBelow(String root, String topic) {
        try {
            return topic.startsWith("$iothub/") ? parseRequest(topic) : parseTelemetry(root, topic);
        } catch (HubException e) {
            return Optional.empty();
        }
    }

    private static Optional<DeviceTopic> parseTelemetry(String root, String topic) {
        int end = root.length() + EVENTS.length();
        if (!topic.startsWith(root) || !topic.startsWith(EVENTS, root.length())) {
            return Optional.empty();
        }
        if (topic.length() == end) {
            return Optional.of(new Telemetry(Map.of()));
        }
        if (topic.charAt(end) != '/') {
            return Optional.empty();
        }
        String bag = topic.substring(end + 1);
        String trimmed = bag.endsWith("/") ? bag.substring(0, bag.length() - 1) : bag;
        return Optional.of(new Telemetry(PropertyBag.parse(trimmed)));
    }

    private static Optional<DeviceTopic> parseRequest(String topic) {
        Matcher get = TWIN_GET.matcher(topic);
        if (get.matches()) {
            return parameter(get.group(1), "$rid").map(TwinGet::new);
        }
        Matcher patch = REPORTED_PATCH.matcher(topic);
        if (patch.matches()) {
            String query = patch.group(1);
            return parameter(query, "$rid")
                    .map(id ->
                            new ReportedPatch(id, parameter(query, "$version").orElse(null)));
        }
        Matcher certificate = CERTIFICATE_REQUESTED.matcher(topic);
        if (certificate.matches()) {
            return parameter(certificate.group(1), "$rid").map(CertificateRequested::new);
        }
        Matcher answer = METHOD_ANSWERED.matcher(topic);
        if (answer.matches()) {
            return parameter(answer.group(2), "$rid")
                    .map(id -> new MethodAnswered(Integer.parseInt(answer.group(1)), id));
        }
        return Optional.empty();
    }

    /** {@return a parameter as sent, not decoded, because it is echoed} */
    private static Optional<String> parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }
}
