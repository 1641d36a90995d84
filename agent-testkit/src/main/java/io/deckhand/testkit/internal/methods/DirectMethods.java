package io.deckhand.testkit.internal.methods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Direct methods between back ends and devices: every call ends with the device's answer or with one of the errors
 * 404103 (never online), 404104 (connection lost) and 504101 (no answer in time).
 *
 * <p>The first answer to a call wins; later ones, and answers to calls that are over, are ignored.
 */
public final class DirectMethods {
    /** The limit of a payload in bytes, in each direction. */
    public static final int MAX_PAYLOAD_SIZE = 128 * 1024;

    private final IdentityRegistry registry;
    private final HubRandom random;
    private final ScheduledExecutorService timer;
    private final Map<String, MethodReceiver> receivers = new HashMap<>();
    private final Map<String, UnansweredCall> pending = new HashMap<>();

    public DirectMethods(IdentityRegistry registry, HubRandom random, ScheduledExecutorService timer) {
        this.registry = registry;
        this.random = random;
        this.timer = timer;
    }

    /**
     * Calls a method of a device.
     *
     * @return a future that completes with the answer, or exceptionally with a {@link HubException}
     * @throws HubException at once for an unknown device (404001)
     */
    public CompletableFuture<DeviceAnswer> invoke(String deviceId, MethodInvocation request) {
        String device = registry.get(deviceId).id();
        MethodCall delivered = new MethodCall(random.id(), request.method(), request.payload());
        UnansweredCall call = new UnansweredCall(device, delivered, request.responseTimeout());
        synchronized (this) {
            pending.put(call.requestId(), call);
            MethodReceiver receiver = receivers.get(device);
            if (receiver != null) {
                dispatch(call, receiver);
            } else {
                endAfter(request.connectTimeout(), call, UnansweredCall::isWaiting, HubError.DEVICE_NOT_ONLINE);
            }
        }
        return call.answer();
    }

    /** Handles a device's answer. */
    public void answer(String deviceId, String requestId, int status, byte[] payload) {
        UnansweredCall call;
        synchronized (this) {
            call = pending.get(requestId);
            if (call == null || !call.deviceId().equals(deviceId)) {
                return;
            }
            pending.remove(requestId);
        }
        try {
            call.answer().complete(new DeviceAnswer(status, json(payload)));
        } catch (HubException e) {
            call.answer()
                    .completeExceptionally(new HubException(
                            HubError.BAD_DEVICE_RESPONSE,
                            "Device '" + deviceId + "' answered method '" + call.method()
                                    + "' with a payload that is not JSON."));
        }
    }

    /** Delivers method calls to a device from now on, including waiting ones. */
    public synchronized void attach(String deviceId, MethodReceiver receiver) {
        receivers.put(deviceId, receiver);
        for (UnansweredCall call : List.copyOf(pending.values())) {
            if (call.isWaiting() && call.deviceId().equals(deviceId)) {
                dispatch(call, receiver);
            }
        }
    }

    /** Stops the delivery to a device; calls that it has not answered end with 404104. */
    public void detach(String deviceId, MethodReceiver receiver) {
        List<UnansweredCall> lost = new ArrayList<>();
        synchronized (this) {
            receivers.remove(deviceId, receiver);
            pending.values().stream().filter(call -> call.isWith(receiver)).forEach(lost::add);
            lost.forEach(call -> pending.remove(call.requestId()));
        }
        lost.forEach(call -> fail(call, HubError.DEVICE_CONNECTION_CLOSED_REMOTELY));
    }

    /** Ends all pending calls. */
    public void close() {
        List<UnansweredCall> open;
        synchronized (this) {
            open = List.copyOf(pending.values());
            pending.clear();
        }
        open.forEach(call ->
                fail(call, call.isWaiting() ? HubError.DEVICE_NOT_ONLINE : HubError.DEVICE_CONNECTION_CLOSED_REMOTELY));
    }

    private void dispatch(UnansweredCall call, MethodReceiver receiver) {
        call.handTo(receiver);
        endAfter(call.responseTimeout(), call, c -> true, HubError.GATEWAY_TIMEOUT);
        receiver.deliver(call.call());
    }

    private void endAfter(Duration delay, UnansweredCall call, Predicate<UnansweredCall> condition, HubError error) {
        Runnable end = () -> {
            synchronized (this) {
                if (!condition.test(call) || !pending.remove(call.requestId(), call)) {
                    return;
                }
            }
            fail(call, error);
        };
        if (delay.isZero()) {
            end.run();
        } else {
            call.endWith(timer.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    private static void fail(UnansweredCall call, HubError error) {
        String what = "Device '" + call.deviceId() + "' " + reason(error) + " (method '" + call.method() + "').";
        call.answer().completeExceptionally(new HubException(error, what));
    }

    private static String reason(HubError error) {
        return switch (error) {
            case DEVICE_NOT_ONLINE -> "is not connected or has not subscribed to methods";
            case GATEWAY_TIMEOUT -> "did not answer in time";
            default -> "lost its connection before it answered";
        };
    }

    private static JsonNode json(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.isBlank() ? NullNode.getInstance() : Json.parse(text);
    }
}
