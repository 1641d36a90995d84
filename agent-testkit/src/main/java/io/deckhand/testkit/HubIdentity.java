package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import io.deckhand.testkit.internal.methods.MethodInvocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The back-end operations common to devices and modules. */
final class HubIdentity {
    private static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    /** A restart of the hub creates a new core; waiting methods look for it at this interval. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(100);

    private final String hostName;
    private final String id;
    private final Supplier<HubCore> core;

    /** @param id as in {@link IdentityIds} */
    HubIdentity(String hostName, String id, Supplier<HubCore> core) {
        this.hostName = hostName;
        this.id = id;
        this.core = core;
    }

    String id() {
        return id;
    }

    HubCore core() {
        return core.get();
    }

    HubIdentity module(String moduleId) {
        return new HubIdentity(hostName, IdentityIds.of(id, moduleId), core);
    }

    String connectionString(boolean secondary) {
        DeviceIdentity identity = asking(hub -> hub.registry().get(id));
        String moduleId = identity.moduleId();
        String whom = "HostName=" + hostName + ";DeviceId=" + identity.deviceId()
                + (moduleId == null ? "" : ";ModuleId=" + moduleId);
        if (!(identity.authentication() instanceof Authentication.Keys)) {
            return whom + ";x509=true";
        }
        return whom + ";SharedAccessKey="
                + (secondary ? identity.keys().secondary() : identity.keys().primary());
    }

    boolean isConnected() {
        return core.get().connections().isConnected(id);
    }

    void awaitConnected(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!core.get().connections().await(id, LOOK_AGAIN_AFTER)) {
                if (System.nanoTime() >= deadline) {
                    throw new IllegalStateException(label() + " did not connect within " + timeout + "; it tried "
                            + core.get().faults().connects(id) + " times so far.");
                }
            }
        } catch (InterruptedException e) {
            throw interrupted("to connect", e);
        }
    }

    MethodResult invoke(String method, @Nullable String jsonPayload) {
        return invoke(method, jsonPayload, DEFAULT_RESPONSE_TIMEOUT, Duration.ZERO);
    }

    MethodResult invoke(
            String method, @Nullable String jsonPayload, Duration responseTimeout, Duration connectTimeout) {
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

    CompletableFuture<MethodResult> invokeAsync(
            String method, @Nullable String jsonPayload, Duration responseTimeout, Duration connectTimeout) {
        requireNonNull(method, "method");
        if (responseTimeout.isNegative() || responseTimeout.isZero()) {
            throw new IllegalArgumentException("responseTimeout is " + responseTimeout + "; it must be positive.");
        }
        if (connectTimeout.isNegative()) {
            throw new IllegalArgumentException("connectTimeout is " + connectTimeout + "; it must not be negative.");
        }
        return asking(hub -> {
            String text = jsonPayload == null ? "null" : jsonPayload;
            String payload = text.isEmpty() ? "" : Json.text(Json.parse(text));
            return hub.methods()
                    .invoke(id, new MethodInvocation(method, payload, responseTimeout, connectTimeout))
                    .handleAsync(HubIdentity::result, CallerThreads.POOL);
        });
    }

    private static MethodResult result(DeviceAnswer answer, @Nullable Throwable failure) {
        if (failure instanceof HubException refusal) {
            throw new HubFailure(refusal);
        }
        return new MethodResult(answer.status(), Json.text(answer.payload()));
    }

    String twin() {
        return asking(hub -> Json.text(hub.twinDocuments().get(id)));
    }

    String desired() {
        return asking(hub -> Json.text(hub.twins().get(id).desired()));
    }

    String reported() {
        return asking(hub -> Json.text(hub.twins().get(id).reported()));
    }

    void patchDesired(String json) {
        patch(patch -> patch.putObject("properties"), "desired", json);
    }

    void patchTags(String json) {
        patch(patch -> patch, "tags", json);
    }

    private void patch(Function<ObjectNode, ObjectNode> parent, String section, String json) {
        asking(hub -> {
            ObjectNode change = Json.object();
            parent.apply(change).set(section, Json.parseObject(json));
            return hub.twins().patch(id, change, null);
        });
    }

    TelemetryMessage awaitTelemetry(
            Predicate<TelemetryMessage> own, Predicate<TelemetryMessage> which, Duration timeout) {
        try {
            return core.get()
                    .telemetry()
                    .await(own.and(which), timeout)
                    .orElseThrow(() ->
                            new IllegalStateException(label() + " did not send the expected telemetry within " + timeout
                                    + ". Received: " + core.get().telemetry().matching(own)));
        } catch (InterruptedException e) {
            throw interrupted("to send telemetry", e);
        }
    }

    void rotateKeys() {
        asking(hub -> hub.registry().rotateKeys(id));
    }

    void delete() {
        asking(hub -> {
            hub.registry().delete(id, null);
            return id;
        });
    }

    static DeviceBoundMessage content(HubCore hub, CloudToDeviceMessage message) {
        return new DeviceBoundMessage(
                message.messageId() == null ? hub.settings().random().id() : message.messageId(),
                message.body().getBytes(StandardCharsets.UTF_8),
                message.properties(),
                message.correlationId(),
                message.contentType(),
                message.contentEncoding());
    }

    <T> T asking(Function<HubCore, T> request) {
        try {
            return request.apply(core.get());
        } catch (HubException e) {
            throw new HubFailure(e);
        }
    }

    private String label() {
        return (IdentityIds.moduleId(id) == null ? "Device '" : "Module '") + id + "'";
    }

    private IllegalStateException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for " + label() + " " + what + ".", cause);
    }

    /** {@return id and host; never a key} */
    @Override
    public String toString() {
        return id + " at " + hostName;
    }
}
