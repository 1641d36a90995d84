package io.deckhand;

import java.util.Optional;

/**
 * The desired or the reported properties of the device twin at one version. Immutable.
 *
 * <pre>{@code
 * int seconds = agent.desired().flatMap(twin -> twin.get("sampling.interval", Integer.class)).orElse(60);
 * }</pre>
 *
 * @since 0.1
 */
public interface TwinSection {
    /**
     * {@return the version assigned by the hub} For reported properties, the version read when the agent last
     * connected.
     */
    long version();

    /** {@return all properties as a JSON object, without {@code $version} and {@code $metadata}} */
    String json();

    /**
     * Binds the value at a path.
     *
     * @param path the path, its names joined by dots, as in {@code "climate.target"}; empty for all properties
     * @param type the type to bind to
     * @param <T> the same
     * @return the value, or empty if there is none, or it is null
     * @throws IllegalArgumentException if the path is not valid, or the value does not bind
     */
    <T> Optional<T> get(String path, Class<T> type);
}
