package io.deckhand;

import static java.util.Objects.requireNonNull;

/**
 * A cloud-to-device message, or one to a {@link ModuleInput}, that no listener could handle; a parameter of a listener with
 * {@link CloudToDevice#deadLetter()}.
 *
 * <pre>{@code
 * @CloudToDevice(deadLetter = true)
 * void lost(DeadLetter letter) { journal.add(letter.message().text(), letter.reason()); }
 * }</pre>
 *
 * @param message the message
 * @param reason the reason, without the body or a value of it
 * @param attempts how often its listener was called
 * @since 0.1
 */
public record DeadLetter(CloudMessage message, String reason, int attempts) {
    /**
     * Creates a dead letter, for tests of listeners.
     *
     * @param message as in the record
     * @param reason as in the record
     * @param attempts as in the record
     */
    public DeadLetter {
        requireNonNull(message, "message");
        requireNonNull(reason, "reason");
    }
}
