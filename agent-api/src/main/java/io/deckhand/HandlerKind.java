package io.deckhand;

/**
 * The kind of event that a handler is called for.
 *
 * <pre>{@code
 * if (invocation.kind() == HandlerKind.DIRECT_METHOD) { ... }
 * }</pre>
 *
 * @since 0.1
 */
public enum HandlerKind {
    /** A direct method: {@link DirectMethod}, or a function of the {@link MethodRegistry}. */
    DIRECT_METHOD,
    /** A change of a desired property: {@link DesiredProperty}. */
    DESIRED_PROPERTY,
    /** A cloud-to-device message: {@link CloudToDevice}. */
    CLOUD_TO_DEVICE,
    /** A message to an input of a module: {@link ModuleInput}. */
    MODULE_INPUT,
    /** A change of the connection: {@link ConnectionChange}. */
    CONNECTION_CHANGE,
    /** A reading to be sent: {@link Telemetry}. */
    TELEMETRY
}
