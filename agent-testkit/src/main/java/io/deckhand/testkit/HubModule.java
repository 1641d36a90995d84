package io.deckhand.testkit;

import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.input.InputMessage;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One module identity of a device, seen from the hub: performs the operations of a back end without its SDK.
 *
 * <pre>{@code
 * HubModule camera = hub.createDevice("gate").createModule("camera");
 * MethodResult result = camera.invoke("shoot", "{}");
 * }</pre>
 *
 * <p>Safe for use by several threads. A request that the hub refuses throws {@link HubFailure}.
 *
 * @since 0.1
 */
public final class HubModule {
    private static final Pattern INPUT = Pattern.compile("[^/#+]+");

    private final String deviceId;
    private final String moduleId;
    private final HubIdentity identity;

    HubModule(String deviceId, String moduleId, HubIdentity identity) {
        this.deviceId = deviceId;
        this.moduleId = moduleId;
        this.identity = identity;
    }

    /** {@return the id of its device} */
    public String deviceId() {
        return deviceId;
    }

    /** {@return the module's own id} */
    public String moduleId() {
        return moduleId;
    }

    /** {@return the module's connection string: host name, ids and primary key, or {@code x509=true}} */
    public String connectionString() {
        return identity.connectionString(false);
    }

    /** {@return the connection string with the secondary key} */
    public String secondaryConnectionString() {
        return identity.connectionString(true);
    }

    /** {@return whether the module is connected, over any protocol} */
    public boolean isConnected() {
        return identity.isConnected();
    }

    /**
     * Waits until the module is connected.
     *
     * @param timeout how long to wait
     * @throws IllegalStateException when the module does not connect in time, or the thread is interrupted
     */
    public void awaitConnected(Duration timeout) {
        identity.awaitConnected(timeout);
    }

    /**
     * Calls a direct method and waits up to 30 seconds for the answer; the module must be connected.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; null sends the JSON value {@code null}, an empty text sends none
     * @return the module's answer
     * @throws HubFailure as for {@link HubDevice#invoke(String, String)}
     */
    public MethodResult invoke(String method, @Nullable String jsonPayload) {
        return identity.invoke(method, jsonPayload);
    }

    /**
     * Calls a direct method and waits for the answer.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; null sends the JSON value {@code null}, an empty text sends none
     * @param responseTimeout how long the module may take once it has the call; any positive time, unlike over REST
     * @param connectTimeout how long to wait for the module to connect; zero does not wait
     * @return the module's answer
     * @throws HubFailure as for {@link #invoke(String, String)}
     */
    public MethodResult invoke(
            String method, @Nullable String jsonPayload, Duration responseTimeout, Duration connectTimeout) {
        return identity.invoke(method, jsonPayload, responseTimeout, connectTimeout);
    }

    /**
     * Calls a direct method.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; null sends the JSON value {@code null}, an empty text sends none
     * @param responseTimeout as for {@link #invoke(String, String, Duration, Duration)}
     * @param connectTimeout as for {@link #invoke(String, String, Duration, Duration)}
     * @return a future that completes with the answer or a {@link HubFailure}, never on a thread of the hub
     * @throws IllegalArgumentException when a timeout is out of range
     * @throws HubFailure at once for a payload that is not JSON or too large, or a deleted module
     */
    public CompletableFuture<MethodResult> invokeAsync(
            String method, @Nullable String jsonPayload, Duration responseTimeout, Duration connectTimeout) {
        return identity.invokeAsync(method, jsonPayload, responseTimeout, connectTimeout);
    }

    /** {@return the twin as back ends see it, with metadata, as JSON text} */
    public String twin() {
        return identity.twin();
    }

    /** {@return the desired properties with {@code $version}, as JSON text} */
    public String desired() {
        return identity.desired();
    }

    /** {@return the reported properties with {@code $version}, as JSON text} */
    public String reported() {
        return identity.reported();
    }

    /**
     * Merges a change into the desired properties. The module is notified if it is connected and subscribed.
     *
     * @param json the properties to change as a JSON object; null deletes one
     * @throws HubFailure when the change violates a limit of twins
     */
    public void patchDesired(String json) {
        identity.patchDesired(json);
    }

    /**
     * Merges a change into the tags, which the module never sees.
     *
     * @param json the tags to change as a JSON object; null deletes one
     * @throws HubFailure when the change violates a limit of twins
     */
    public void patchTags(String json) {
        identity.patchTags(json);
    }

    /**
     * Sends a message to an input of the module, as an edge hub does with messages of other modules. The message is not
     * stored: the module must be connected and listen. Over AMQP only a module with a {@code GatewayHostName} listens.
     *
     * @param input the name of the input, without a slash
     * @param message the message; its time to live does not matter
     * @return the id of the message
     * @throws IllegalArgumentException when the name is empty or has a slash, {@code #} or {@code +}
     * @throws HubFailure 404103 when the module does not listen
     */
    public String sendToInput(String input, CloudToDeviceMessage message) {
        if (!INPUT.matcher(input).matches()) {
            throw new IllegalArgumentException(
                    "input is '" + input + "'; it must not be empty, nor have '/', '#' or '+'.");
        }
        return identity.asking(hub -> {
            DeviceBoundMessage content = HubIdentity.content(hub, message);
            hub.inputs().send(identity.id(), new InputMessage(input, content));
            return content.messageId();
        });
    }

    /** {@return the telemetry of this module that the hub still has, oldest first} */
    public List<TelemetryMessage> telemetry() {
        return identity.core().telemetry().matching(this::sent);
    }

    /**
     * Waits for a telemetry message of this module. Messages that have arrived already count.
     *
     * @param which matches the expected message
     * @param timeout how long to wait
     * @return the oldest matching message
     * @throws IllegalStateException when no such message arrives in time, or the thread is interrupted
     */
    public TelemetryMessage awaitTelemetry(Predicate<TelemetryMessage> which, Duration timeout) {
        return identity.awaitTelemetry(this::sent, which, timeout);
    }

    private boolean sent(TelemetryMessage message) {
        return TelemetryLog.isTelemetry(message)
                && message.deviceId().equals(deviceId)
                && moduleId.equals(message.systemProperties().get("iothub-connection-module-id"));
    }

    /** Replaces both keys of the module. A connection made with an old key stays until its token expires. */
    public void rotateKeys() {
        identity.rotateKeys();
    }

    /** Deletes the identity with its twin, and closes its connection. */
    public void delete() {
        identity.delete();
    }

    /** {@return the module's id and host; never a key} */
    @Override
    public String toString() {
        return "HubModule[" + identity + "]";
    }
}
