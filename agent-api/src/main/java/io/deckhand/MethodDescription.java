package io.deckhand;

import static java.util.Objects.requireNonNull;

/**
 * The description of a registered direct method.
 *
 * <pre>{@code
 * agent.methods().list().forEach(method -> log.info("{}: {}", method.name(), method.description()));
 * }</pre>
 *
 * @param name the name the hub calls it by
 * @param description the text of {@link DirectMethod#description()}, empty if there is none
 * @param limits its limits
 * @param longRunning whether a call starts an operation and does not wait for its end
 * @since 0.1
 */
public record MethodDescription(String name, String description, MethodLimits limits, boolean longRunning) {
    /**
     * Creates a description.
     *
     * @param name as in the record
     * @param description as in the record
     * @param limits as in the record
     * @param longRunning as in the record
     */
    public MethodDescription {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(limits, "limits");
    }
}
