package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.blob.Blob;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final String deviceId;
    private final HubIdentity identity;

    HubDevice(String hostName, String deviceId, Supplier<HubCore> core) {
        this.deviceId = deviceId;
        identity = new HubIdentity(hostName, deviceId, core);
    }

    /** {@return the device's id} */
    public String deviceId() {
        return deviceId;
    }

    /** {@return the device's connection string: host name, device id and primary key, or {@code x509=true}} */
    public String connectionString() {
        return identity.connectionString(false);
    }

    /** {@return the connection string with the secondary key} */
    public String secondaryConnectionString() {
        return identity.connectionString(true);
    }

    /** {@return whether the device is connected, over any protocol} */
    public boolean isConnected() {
        return identity.isConnected();
    }

    /**
     * Waits until the device is connected.
     *
     * @param timeout how long to wait
     * @throws IllegalStateException when the device does not connect in time, or the thread is interrupted
     */
    public void awaitConnected(Duration timeout) {
        identity.awaitConnected(timeout);
    }

    /**
     * Calls a direct method and waits up to 30 seconds for the answer; the device must be connected.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; null sends the JSON value {@code null}, an empty text sends none
     * @return the device's answer
     * @throws HubFailure 404103 when the device is not connected or has not subscribed to methods, 404104 when its
     *     connection was lost, 504101 when it did not answer in time
     */
    public MethodResult invoke(String method, @Nullable String jsonPayload) {
        return identity.invoke(method, jsonPayload);
    }

    /**
     * Calls a direct method and waits for the answer.
     *
     * @param method the name of the method
     * @param jsonPayload the payload as JSON text; null sends the JSON value {@code null}, an empty text sends none
     * @param responseTimeout how long the device may take once it has the call; any positive time, unlike over REST
     * @param connectTimeout how long to wait for the device to connect; zero does not wait
     * @return the device's answer
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
     * @throws HubFailure at once for a payload that is not JSON or too large, or a deleted device
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
     * Merges a change into the desired properties. The device is notified if it is connected and subscribed.
     *
     * @param json the properties to change as a JSON object; null deletes one
     * @throws HubFailure when the change violates a limit of twins
     */
    public void patchDesired(String json) {
        identity.patchDesired(json);
    }

    /**
     * Merges a change into the tags, which the device never sees.
     *
     * @param json the tags to change as a JSON object; null deletes one
     * @throws HubFailure when the change violates a limit of twins
     */
    public void patchTags(String json) {
        identity.patchTags(json);
    }

    /**
     * Sends a message to the device, which receives it now or when it next connects.
     *
     * @param message the message
     * @return the id of the message
     * @throws HubFailure 403004 when 50 messages are waiting already
     */
    public String sendCloudToDevice(CloudToDeviceMessage message) {
        return identity.asking(hub -> {
            DeviceBoundMessage queued = HubIdentity.content(hub, message);
            hub.cloudToDevice().enqueue(deviceId, queued, message.timeToLive());
            return queued.messageId();
        });
    }

    /** {@return the number of messages that the device has not completed yet} */
    public int pendingCloudToDevice() {
        return identity.core().cloudToDevice().pending(deviceId);
    }

    /**
     * {@return the files that the device has uploaded, by name, also those that it has not reported as complete}
     *
     * @throws java.io.UncheckedIOException when a file cannot be read any more
     */
    public List<UploadedFile> uploadedFiles() {
        return identity.core().uploads().blobs().startingWith(deviceId + "/").stream()
                .map(this::uploadedFile)
                .toList();
    }

    private UploadedFile uploadedFile(Blob blob) {
        try {
            return new UploadedFile(
                    blob.name().substring(deviceId.length() + 1),
                    Files.readAllBytes(blob.file()),
                    blob.contentType(),
                    blob.metadata());
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + blob.name() + " cannot be read.", e);
        }
    }

    /** {@return the telemetry of this device and its modules that the hub still has, oldest first} */
    public List<TelemetryMessage> telemetry() {
        return identity.core().telemetry().matching(this::sent);
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
        return identity.awaitTelemetry(this::sent, which, timeout);
    }

    private boolean sent(TelemetryMessage message) {
        return TelemetryLog.isTelemetry(message) && message.deviceId().equals(deviceId);
    }

    /**
     * Creates a module of the device, with symmetric keys that the hub generates.
     *
     * @param moduleId as for {@link LocalHub#createDevice(String)}
     * @return the module
     * @throws HubFailure 409301 when the device has it already, 413003 when it has 50, 400004 for a bad id
     */
    public HubModule createModule(String moduleId) {
        return createModule(moduleId, new Authentication.Keys());
    }

    /**
     * Creates a module of the device that connects with one certificate, from any issuer.
     *
     * @param moduleId as for {@link #createModule(String)}
     * @param certificate the only certificate it may connect with
     * @return the module
     * @throws HubFailure as for {@link #createModule(String)}
     */
    public HubModule createModule(String moduleId, X509Certificate certificate) {
        Thumbprints thumbprints = new Thumbprints(Thumbprints.sha256(certificate), null);
        return createModule(moduleId, new Authentication.SelfSigned(thumbprints));
    }

    private HubModule createModule(String moduleId, Authentication authentication) {
        requireNonNull(moduleId, "moduleId");
        var unused = identity.asking(hub -> hub.registry()
                .createModule(deviceId, moduleId, DeviceSettings.defaults().withAuthentication(authentication)));
        return new HubModule(deviceId, moduleId, identity.module(moduleId));
    }

    /**
     * {@return a module that exists}
     *
     * @param moduleId its id
     * @throws HubFailure 404010 that lists the known modules when there is no such one
     */
    public HubModule module(String moduleId) {
        HubIdentity module = identity.module(requireNonNull(moduleId, "moduleId"));
        var unused = module.asking(hub -> hub.registry().get(module.id()));
        return new HubModule(deviceId, moduleId, module);
    }

    /** {@return the modules of the device, by id} */
    public List<HubModule> modules() {
        return identity.asking(hub -> hub.registry().modules(deviceId)).stream()
                .map(module -> String.valueOf(module.moduleId()))
                .map(moduleId -> new HubModule(deviceId, moduleId, identity.module(moduleId)))
                .toList();
    }

    /** Disables the device: its connection is closed, and new ones are refused until {@link #enable()}. */
    public void disable() {
        enable(false);
    }

    /** Lets the device connect again. */
    public void enable() {
        enable(true);
    }

    private void enable(boolean value) {
        identity.asking(hub -> hub.registry()
                .update(deviceId, hub.registry().get(deviceId).settings().withEnabled(value), null));
    }

    /** Replaces both keys of the device. A connection made with an old key stays until its token expires. */
    public void rotateKeys() {
        identity.rotateKeys();
    }

    /** Deletes the identity with its twin, messages and modules, and closes its connection. */
    public void delete() {
        identity.delete();
    }

    /** {@return the device's id and host; never a key} */
    @Override
    public String toString() {
        return "HubDevice[" + identity + "]";
    }
}
