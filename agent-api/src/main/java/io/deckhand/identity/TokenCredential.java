package io.deckhand.identity;

/**
 * Proves an identity by SAS tokens. To sign them in a hardware security module:
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
     * Makes a token, or hands out a finished one. Over MQTT and AMQP the agent connects anew after four fifths of the token's time.
     *
     * @param request what the token is for, and when it should end
     * @return the token; it may end earlier or later than requested
     * @throws CredentialException if there is none: the attempt to connect fails with this message, and is repeated later
     */
    SasToken token(TokenRequest request) throws CredentialException;
}
