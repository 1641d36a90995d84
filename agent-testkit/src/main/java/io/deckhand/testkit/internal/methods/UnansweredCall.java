package io.deckhand.testkit.internal.methods;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A pending call: it waits for its device to connect or to answer. Guarded by {@link DirectMethods}. */
final class UnansweredCall {
    private final String deviceId;
    private final MethodCall call;
    private final Duration responseTimeout;
    private final CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();
    private @Nullable MethodReceiver receiver;
    private @Nullable Future<?> timeout;

    UnansweredCall(String deviceId, MethodCall call, Duration responseTimeout) {
        this.deviceId = deviceId;
        this.call = call;
        this.responseTimeout = responseTimeout;
        var unused = answer.whenComplete((result, failure) -> cancelTimeout());
    }

    String deviceId() {
        return deviceId;
    }

    MethodCall call() {
        return call;
    }

    String requestId() {
        return call.requestId();
    }

    String method() {
        return call.method();
    }

    Duration responseTimeout() {
        return responseTimeout;
    }

    CompletableFuture<DeviceAnswer> answer() {
        return answer;
    }

    boolean isWaiting() {
        return receiver == null;
    }

    boolean isWith(MethodReceiver other) {
        return receiver == other;
    }

    void handTo(MethodReceiver next) {
        receiver = next;
    }

    /** Replaces the current timeout, if any. */
    synchronized void endWith(Future<?> next) {
        cancelTimeout();
        timeout = next;
    }

    private synchronized void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
