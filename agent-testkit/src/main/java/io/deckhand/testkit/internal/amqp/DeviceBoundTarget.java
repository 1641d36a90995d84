package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.amqp.LinkAddress.DevicePart;
import io.deckhand.testkit.internal.c2d.Acknowledgement;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.throttle.ThrottledOperation;
import io.deckhand.testkit.internal.throttle.Throttles;
import io.deckhand.testkit.internal.tier.TierRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** The node to which back ends send cloud-to-device messages; {@code to} names the device. */
final class DeviceBoundTarget implements IncomingLink.Target {
    static final List<String> PATH = List.of("messages", "devicebound");

    private static final String ACKNOWLEDGEMENT = "iothub-ack";
    private static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(1);
    private static final Duration SHORTEST_TIME_TO_LIVE = Duration.ofMillis(1);

    private final CloudToDeviceQueues cloudToDevice;
    private final Throttles throttles;
    private final TierRules tier;
    private final HubSettings settings;
    private final Grants grants;

    DeviceBoundTarget(
            CloudToDeviceQueues cloudToDevice,
            Throttles throttles,
            TierRules tier,
            HubSettings settings,
            Grants grants) {
        this.cloudToDevice = cloudToDevice;
        this.throttles = throttles;
        this.tier = tier;
        this.settings = settings;
        this.grants = grants;
    }

    @Override
    public void receive(Message message) {
        // Tokens can expire while a link is open.
        grants.service(PATH);
        if (!(LinkAddress.parse(message.getAddress()) instanceof LinkAddress.Device to)
                || to.part() != DevicePart.CLOUD_TO_DEVICE) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "'to' is '" + message.getAddress() + "'. Expected: /devices/{device}/messages/devicebound.");
        }
        throttles.pass(ThrottledOperation.CLOUD_TO_DEVICE);
        DeviceBoundMessage content = content(message);
        tier.count(content.body().length);
        cloudToDevice.enqueue(to.deviceId(), content, timeToLive(message));
    }

    private DeviceBoundMessage content(Message message) {
        Map<String, @Nullable String> properties = new LinkedHashMap<>();
        MessageParts.applicationProperties(message)
                .forEach((name, value) -> properties.put(name, MessageParts.text(value)));
        MessageParts.propertiesWithoutValue(message).forEach(name -> properties.put(name, null));
        Acknowledgement acknowledgement = Acknowledgement.parse(properties.remove(ACKNOWLEDGEMENT));
        return new DeviceBoundMessage(
                message.getMessageId() == null ? settings.random().id() : MessageParts.text(message.getMessageId()),
                MessageParts.body(message),
                properties,
                message.getCorrelationId() == null ? null : MessageParts.text(message.getCorrelationId()),
                message.getContentType(),
                message.getContentEncoding(),
                text(message.getUserId()),
                acknowledgement);
    }

    private Duration timeToLive(Message message) {
        if (message.getExpiryTime() > 0) {
            Instant expiry = Instant.ofEpochMilli(message.getExpiryTime());
            Duration rest = Duration.between(settings.clock().instant(), expiry);
            // A message that has expired already is accepted and expires in the queue, so its sender receives feedback
            // as usual.
            return rest.compareTo(SHORTEST_TIME_TO_LIVE) < 0 ? SHORTEST_TIME_TO_LIVE : rest;
        }
        return message.getTtl() > 0 ? Duration.ofMillis(message.getTtl()) : DEFAULT_TIME_TO_LIVE;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0 ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
