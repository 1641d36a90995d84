package io.deckhand.identity;

/**
 * Authenticates by SAS tokens. To sign them in a hardware security module:
 *
 * <pre>{@code
 * TokenCredential inHardware = request -> request.signed(hsm.hmacSha256(request.bytesToSign()));
 * AgentBuilder.forDevice("myhub.azure-devices.net", "fan-7", inHardware)
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface TokenCredential extends Credential {
    /**
     * Creates a token, or returns an existing one. Over MQTT and AMQP the agent reconnects after four fifths of the
     * token's time.
     *
     * @param request the resource of the token, and when it should expire
     * @return the token; it may expire earlier or later than requested
     * @throws CredentialException if there is none: the connection attempt fails with this message, and is repeated
     *     later
     */
    SasToken token(TokenRequest request) throws CredentialException;
}
