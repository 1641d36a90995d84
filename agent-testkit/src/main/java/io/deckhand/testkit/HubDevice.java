package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import io.deckhand.testkit.internal.methods.MethodInvocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One device identity, seen from the hub: performs the operations of a back end without its SDK.
 *
 * <pre>{@code
 * HubDevice fan = hub.createDevice("fan");
 * MethodResult result = fan.invoke("reboot", "{\"delay\":5}");
 * fan.patchDesired("{\"speed\":3}");
 * }</pre>
 *
 * <p>Safe for use by several threads. A request that the hub refuses throws {@link HubFailure}.
 *
 * @since 0.1
 */
public final class HubDevice {
    private static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    /** A restart of the hub creates a new core; waiting methods look for it at this interval. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(100);

    private final String hostName;
    private final String deviceId;
    private final Supplier<HubCore> core;

    HubDevice(String hostName, String deviceId, Supplier<HubCore> core) {
        this.hostName = hostName;
        this.deviceId = deviceId;
        this.core = core;
    }

    /** {@return the device's id} */
    public String deviceId() {
        return deviceId;
    }

    /** {@return the device's connection string: host name, device id and primary key, or {@code x509=true}} */
    public String connectionString() {
        return connectionString(identity().keys().primary());
    }

    /** {@return the connection string with the secondary key} */
    public String secondaryConnectionString() {
        return connectionString(identity().keys().secondary());
    }

    /** {@return whether the device is connected, over any protocol} */
    public boolean isConnected() {
        return core.get().connections().isConnected(deviceId);
    }

    /**
     * Waits until the device is connected.
     *
     * @param timeout how long to wait
     * @throws IllegalStateException when the device does not connect in time, or the thread is interrupted
     */
    public void awaitConnected(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!core.get().connections().await(deviceId, LOOK_AGAIN_AFTER)) {
                if (System.nanoTime() >= deadline) {
                    throw new IllegalStateException("Device '" + deviceId + "' did not connect within " + timeout
                            + "; it tried " + core.get().faults().connects(deviceId) + " times so far.");
                }
            }
        } catch (InterruptedException e) {
            throw interrupted("to connect", e);
        }
    }

    /**
     * Calls a direct method and waits up to 30 seconds for the answer; the device must be connected.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; an empty text sends none
     * @return the device's answer
     * @throws HubFailure 404103 when the device is not connected or has not subscribed to methods, 404104 when its
     *     connection was lost, 504101 when it did not answer in time
     */
    public MethodResult invoke(String method, String jsonPayload) {
        return invoke(method, jsonPayload, DEFAULT_RESPONSE_TIMEOUT, Duration.ZERO);
    }

    /**
     * Calls a direct method and waits for the answer.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; an empty text sends none
     * @param responseTimeout how long the device may take once it has the call; any positive time, unlike over REST
     * @param connectTimeout how long to wait for the device to connect; zero does not wait
     * @return the device's answer
     * @throws HubFailure as for {@link #invoke(String, String)}
     */
    public MethodResult invoke(String method, String jsonPayload, Duration responseTimeout, Duration connectTimeout) {
        try {
            return invokeAsync(method, jsonPayload, responseTimeout, connectTimeout)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HubFailure failure) {
                throw failure.thrownHere();
            }
            throw e;
        }
    }

    /**
     * Calls a direct method.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; an empty text sends none
     * @param responseTimeout as for {@link #invoke(String, String, Duration, Duration)}
     * @param connectTimeout as for {@link #invoke(String, String, Duration, Duration)}
     * @return a future that completes with the answer or a {@link HubFailure}, never on a thread of the hub
     * @throws IllegalArgumentException when a timeout is out of range
     * @throws HubFailure at once for a payload that is not JSON or too large, or a deleted device
     */
    public CompletableFuture<MethodResult> invokeAsync(
            String method, String jsonPayload, Duration responseTimeout, Duration connectTimeout) {
        requireNonNull(method, "method");
        if (responseTimeout.isNegative() || responseTimeout.isZero()) {
            throw new IllegalArgumentException("responseTimeout is " + responseTimeout + "; it must be positive.");
        }
        if (connectTimeout.isNegative()) {
            throw new IllegalArgumentException("connectTimeout is " + connectTimeout + "; it must not be negative.");
        }
        return asking(hub -> {
            String payload = jsonPayload.isEmpty() ? "" : Json.text(Json.parse(jsonPayload));
            return hub.methods()
                    .invoke(deviceId, new MethodInvocation(method, payload, responseTimeout, connectTimeout))
                    .handleAsync(HubDevice::result, CallerThreads.POOL);
        });
    }

    private static MethodResult result(DeviceAnswer answer, @Nullable Throwable failure) {
        if (failure instanceof HubException refusal) {
            throw new HubFailure(refusal);
        }
        return new MethodResult(answer.status(), Json.text(answer.payload()));
    }

    /** {@return the twin as back ends see it, with metadata, as JSON text} */
    public String twin() {
        return asking(hub -> Json.text(hub.twinDocuments().get(deviceId)));
    }

    /** {@return the desired properties with {@code $version}, as JSON text} */
    public String desired() {
        return asking(hub -> Json.text(hub.twins().get(deviceId).desired()));
    }

    /** {@return the reported properties with {@code $version}, as JSON text} */
    public String reported() {
        return asking(hub -> Json.text(hub.twins().get(deviceId).reported()));
    }

    /**
     * Merges a change into the desired properties. The device is notified if it is connected and subscribed.
     *
     * @param json the properties to change as a JSON object; null deletes one
     * @throws HubFailure when the change violates a limit of twins
     */
    public void patchDesired(String json) {
        patch(patch -> patch.putObject("properties"), "desired", json);
    }

    /**
     * Merges a change into the tags, which the device never sees.
     *
     * @param json the tags to change as a JSON object; null deletes one
     * @throws HubFailure when the change violates a limit of twins
     */
    public void patchTags(String json) {
        patch(patch -> patch, "tags", json);
    }

    /**
     * Sends a message to the device, which receives it now or when it next connects.
     *
     * @param message the message
     * @return the id of the message
     * @throws HubFailure 403004 when 50 messages are waiting already
     */
    public String sendCloudToDevice(CloudToDeviceMessage message) {
        return asking(hub -> {
            String id = message.messageId() == null ? hub.settings().random().id() : message.messageId();
            DeviceBoundMessage queued = new DeviceBoundMessage(
                    id,
                    message.body().getBytes(StandardCharsets.UTF_8),
                    message.properties(),
                    message.correlationId(),
                    message.contentType(),
                    message.contentEncoding());
            hub.cloudToDevice().enqueue(deviceId, queued, message.timeToLive());
            return id;
        });
    }

    /** {@return the number of messages that the device has not completed yet} */
    public int pendingCloudToDevice() {
        return core.get().cloudToDevice().pending(deviceId);
    }

    /** {@return the telemetry of this device that the hub still has, oldest first} */
    public List<TelemetryMessage> telemetry() {
        return core.get().telemetry().matching(message -> message.deviceId().equals(deviceId));
    }

    /**
     * Waits for a telemetry message of this device. Messages that have arrived already count.
     *
     * @param which matches the expected message
     * @param timeout how long to wait
     * @return the oldest matching message
     * @throws IllegalStateException when no such message arrives in time, or the thread is interrupted
     */
    public TelemetryMessage awaitTelemetry(Predicate<TelemetryMessage> which, Duration timeout) {
        Predicate<TelemetryMessage> own = message -> message.deviceId().equals(deviceId);
        try {
            return core.get()
                    .telemetry()
                    .await(own.and(which), timeout)
                    .orElseThrow(() -> new IllegalStateException(
                            "Device '" + deviceId + "' did not send the expected telemetry within " + timeout
                                    + ". Received: " + telemetry()));
        } catch (InterruptedException e) {
            throw interrupted("to send telemetry", e);
        }
    }

    /** Disables the device: its connection is closed, and new ones are refused until {@link #enable()}. */
    public void disable() {
        asking(hub -> hub.registry()
                .update(deviceId, hub.registry().get(deviceId).settings().withEnabled(false), null));
    }

    /** Lets the device connect again. */
    public void enable() {
        asking(hub -> hub.registry()
                .update(deviceId, hub.registry().get(deviceId).settings().withEnabled(true), null));
    }

    /** Replaces both keys of the device. A connection made with an old key stays until its token expires. */
    public void rotateKeys() {
        asking(hub -> hub.registry().rotateKeys(deviceId));
    }

    /** Deletes the identity with its twin, messages and modules, and closes its connection. */
    public void delete() {
        asking(hub -> {
            hub.registry().delete(deviceId, null);
            return deviceId;
        });
    }

    /** {@return the device's id and host; never a key} */
    @Override
    public String toString() {
        return "HubDevice[" + deviceId + " at " + hostName + "]";
    }

    private void patch(Function<ObjectNode, ObjectNode> parent, String section, String json) {
        asking(hub -> {
            ObjectNode change = Json.object();
            parent.apply(change).set(section, Json.parseObject(json));
            return hub.twins().patch(deviceId, change, null);
        });
    }

    private DeviceIdentity identity() {
        return asking(hub -> hub.registry().get(deviceId));
    }

    private String connectionString(String key) {
        String device = "HostName=" + hostName + ";DeviceId=" + deviceId;
        return identity().authentication() instanceof Authentication.Keys
                ? device + ";SharedAccessKey=" + key
                : device + ";x509=true";
    }

    private <T> T asking(Function<HubCore, T> request) {
        try {
            return request.apply(core.get());
        } catch (HubException e) {
            throw new HubFailure(e);
        }
    }

    private IllegalStateException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(
                "Interrupted while waiting for device '" + deviceId + "' " + what + ".", cause);
    }
}
