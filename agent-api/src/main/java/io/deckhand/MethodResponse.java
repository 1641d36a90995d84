package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a direct-method handler, with its own status or a follow-up action.
 *
 * <pre>{@code
 * @DirectMethod
 * MethodResponse rebootDevice(DeviceAgent agent) {
 *     return MethodResponse.ok(new Accepted("rebooting")).thenRun(() -> {
 *         agent.reportAsync("rebootTime", Instant.now());
 *         agent.flush(Duration.ofSeconds(10)); // at most: a device that is offline reboots too
 *         system.reboot();
 *     });
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @since 0.1
 */
public final class MethodResponse {
    private final int status;
    private final @Nullable Object payload;
    private final @Nullable Runnable afterwards;

    private MethodResponse(int status, @Nullable Object payload, @Nullable Runnable afterwards) {
        this.status = status;
        this.payload = payload;
        this.afterwards = afterwards;
    }

    /**
     * Answers 200.
     *
     * @param payload the payload, turned to JSON (at most 128 KB, the hub's limit); {@code null} for JSON {@code null}
     * @return the response
     */
    public static MethodResponse ok(@Nullable Object payload) {
        return of(200, payload);
    }

    /**
     * Answers with a status of your choice.
     *
     * @param status the status; any number, by custom one of HTTP's
     * @param payload the payload, turned to JSON (at most 128 KB, the hub's limit); {@code null} for JSON {@code null}
     * @return the response
     */
    public static MethodResponse of(int status, @Nullable Object payload) {
        return new MethodResponse(status, payload, null);
    }

    /**
     * Runs an action once the hub has acknowledged this answer, so that a device can reboot without losing the answer.
     *
     * <p>The action runs on a thread of the agent, may block, and may call any method of the agent. If the hub does not
     * acknowledge the answer (the connection was lost, or {@link DirectMethod#timeoutSeconds()} passed), the action
     * does not run, and this is logged: in that case the caller may have no answer.
     *
     * @param action the action; replaces an earlier one
     * @return a response with the same status and payload
     */
    public MethodResponse thenRun(Runnable action) {
        return new MethodResponse(status, payload, requireNonNull(action, "action"));
    }

    /** {@return the status} */
    public int status() {
        return status;
    }

    /** {@return the payload before serialization; {@code null} for JSON {@code null}} */
    public @Nullable Object payload() {
        return payload;
    }

    /** {@return the action to run once the answer is acknowledged, if any} */
    public Optional<Runnable> afterwards() {
        return Optional.ofNullable(afterwards);
    }

    /** {@return the status only: payloads may hold secrets and do not belong in a log} */
    @Override
    public String toString() {
        return "MethodResponse[status=" + status + "]";
    }
}
