package io.deckhand.core.internal.link;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The topics that a device publishes and subscribes to, encoded like the SDK's. */
public final class MqttTopics {
    /** The SDK's subscriptions, except that for cloud-to-device messages, which the SDK makes separately. */
    public static final List<String> SUBSCRIPTIONS =
            List.of("$iothub/methods/POST/#", "$iothub/twin/res/#", "$iothub/twin/PATCH/properties/desired/#");

    private static final String CREDENTIAL_ANSWERS = "$iothub/credentials/res/#";

    private static final String CREDENTIAL_ANSWER = "$iothub/credentials/res/";
    private static final String METHOD_CALL = "$iothub/methods/POST/";
    private static final String TWIN_ANSWER = "$iothub/twin/res/";
    private static final String DESIRED_PATCH = "$iothub/twin/PATCH/properties/desired/";
    /** Names that the Azure SDK reserves; refused here too, so that all links send the same messages. */
    private static final Set<String> RESERVED = Set.of(
            "IoThub-methodname",
            "connectionDeviceId",
            "connectionModuleId",
            "iothub-absolute-expiry-time",
            "iothub-ack",
            "iothub-connection-auth-generation-id",
            "iothub-connection-auth-method",
            "iothub-connection-device-id",
            "iothub-connection-module-id",
            "iothub-content-encoding",
            "iothub-content-type",
            "iothub-contentencoding",
            "iothub-contenttype",
            "iothub-correlationid",
            "iothub-enqueuedtime",
            "iothub-inputname",
            "iothub-messageid",
            "iothub-messagelocktoken",
            "iothub-operation",
            "iothub-outputname",
            "iothub-partition-key",
            "iothub-sequencenumber",
            "iothub-to",
            "iothub-userid");

    /** What a message's content type and encoding take in its topic, and a property or two. */
    private static final int USUAL_LENGTH = 64;

    private static final String QUERY = "/?";
    private static final String REQUEST_ID = "$rid=";

    private final String events;
    private final String sender;

    private volatile @Nullable Options last;

    /**
     * The options of a message, encoded. Messages that are sent with the same options have the same objects here, since they share an
     * envelope: so it is enough to look at the objects.
     */
    @SuppressWarnings("ReferenceEquality") // equal ones that are other objects are encoded again
    private static final class Options {
        private final Map<String, String> properties;
        private final @Nullable String contentType;
        private final @Nullable String contentEncoding;
        private final @Nullable String component;
        private final @Nullable String output;
        private final String text;

        Options(TelemetryMessage message, String text) {
            properties = message.properties();
            contentType = message.contentType();
            contentEncoding = message.contentEncoding();
            component = message.component();
            output = message.output();
            this.text = text;
        }

        boolean areThoseOf(TelemetryMessage message) {
            return properties == message.properties()
                    && contentType == message.contentType()
                    && contentEncoding == message.contentEncoding()
                    && component == message.component()
                    && output == message.output();
        }
    }

    /** Topics of a device. */
    public MqttTopics(String deviceId) {
        this(deviceId, null);
    }

    /** Topics of a module, or of a device if there is no module id. */
    public MqttTopics(String deviceId, @Nullable String moduleId) {
        String module = moduleId == null ? "" : moduleId;
        boolean isModule = !module.isEmpty();
        events = "devices/" + deviceId + (isModule ? "/modules/" + module : "") + "/messages/events/";
        sender = "&$.cdid=" + encoded(deviceId) + (isModule ? "&$.cmid=" + encoded(module) : "");
    }

    /**
     * {@return the topic of a telemetry message, which carries everything but the body}
     *
     * @throws IllegalArgumentException if a property has a name that the SDK reserves
     */
    public String telemetry(TelemetryMessage message) {
        Options options = last;
        if (options == null || !options.areThoseOf(message)) {
            options = new Options(message, optionsText(message));
            last = options;
        }
        return events + "$.mid=" + encoded(message.messageId()) + options.text;
    }

    /** {@return what follows the id in the topic} */
    private String optionsText(TelemetryMessage message) {
        StringBuilder text = new StringBuilder(sender.length() + USUAL_LENGTH);
        append(text, "&$.on=", message.output());
        text.append(sender);
        append(text, "&$.ce=", message.contentEncoding());
        append(text, "&$.ct=", message.contentType());
        append(text, "&$.sub=", message.component());
        distinct(message.properties()).forEach((name, value) -> append(text, "&" + encoded(name) + "=", value));
        return text.toString();
    }

    private static void append(StringBuilder topic, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            topic.append(name).append(encoded(value));
        }
    }

    /** Merges names that differ only in case, and refuses reserved names, as the SDK does. */
    private static Map<String, String> distinct(Map<String, String> properties) {
        for (String name : properties.keySet()) {
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException(name + " is a reserved IoT Hub message property name.");
            }
        }
        if (properties.size() < 2) {
            return properties;
        }
        Map<String, String> distinct = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            distinct.keySet().removeIf(name::equalsIgnoreCase);
            distinct.put(name, value);
        });
        return distinct;
    }

    /**
     * Percent-encodes as in a form, except for the space, as a plus in a topic is not decoded. Most texts need no
     * encoding, and this method runs often.
     */
    private static String encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            }
        }
        return text;
    }

    private static boolean isPlain(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '-'
                || letter == '_'
                || letter == '.';
    }

    public static String methodAnswer(int status, String requestId) {
        return "$iothub/methods/res/" + status + QUERY + REQUEST_ID + requestId;
    }

    /** {@return what to subscribe to; {@code renews} is whether the hub renews the device's certificate} */
    public static List<String> subscriptions(boolean renews) {
        if (!renews) {
            return SUBSCRIPTIONS;
        }
        List<String> all = new ArrayList<>(SUBSCRIPTIONS);
        all.add(CREDENTIAL_ANSWERS);
        return all;
    }

    /** {@return the topic of a request for a certificate} */
    public static String certificateRequest(String requestId) {
        return "$iothub/credentials/POST/issueCertificate" + QUERY + REQUEST_ID + requestId;
    }

    public static String twinGet(String requestId) {
        return "$iothub/twin/GET" + QUERY + REQUEST_ID + requestId;
    }

    public static String reportedPatch(String requestId) {
        return "$iothub/twin/PATCH/properties/reported" + QUERY + REQUEST_ID + requestId;
    }

    /** {@return whether the hub calls a direct method on this topic} */
    public static boolean isMethodCall(String topic) {
        return topic.startsWith(METHOD_CALL);
    }

    /** Passes an arrived message to the tap. {@return false for any other topic} */
    public static boolean read(String topic, byte[] body, Tap tap) {
        String id = requestId(topic);
        if (isMethodCall(topic) && id != null) {
            tap.methodCalled(id, before(topic, METHOD_CALL), body);
        } else if (topic.startsWith(TWIN_ANSWER) && id != null) {
            tap.twinAnswered(id, Integer.parseInt(before(topic, TWIN_ANSWER)), body);
        } else if (topic.startsWith(CREDENTIAL_ANSWER) && id != null) {
            tap.certificateAnswered(id, Integer.parseInt(before(topic, CREDENTIAL_ANSWER)), body);
        } else if (topic.startsWith(DESIRED_PATCH)) {
            tap.desiredChanged(body);
        } else {
            return false;
        }
        return true;
    }

    /** {@return the part of a topic between the prefix and the query} */
    private static String before(String topic, String prefix) {
        return topic.substring(prefix.length(), topic.indexOf(QUERY, prefix.length()));
    }

    private static @Nullable String requestId(String topic) {
        int query = topic.lastIndexOf(QUERY);
        int start = query < 0 ? -1 : topic.indexOf(REQUEST_ID, query);
        if (start < 0) {
            return null;
        }
        int end = topic.indexOf('&', start);
        return topic.substring(start + REQUEST_ID.length(), end < 0 ? topic.length() : end);
    }
}
