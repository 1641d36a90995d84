package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.dps.Applicant.Proof;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.net.ClientCertificates;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** Parses a CONNECT to the provisioning service. */
final class ProvisioningConnect {
    private ProvisioningConnect() {}

    /**
     * {@return the registering device with its credentials}
     *
     * @throws ConnectRefusal when the service does not accept it
     */
    static Applicant of(MqttConnectMessage connect, ProvisioningUsername username, Channel channel) {
        ConnectRequest.checkVersion(connect.variableHeader());
        String clientId = connect.payload().clientIdentifier();
        if (!clientId.equals(username.registrationId())) {
            throw new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
                    "the client id '" + clientId + "' is not the registration id");
        }
        SasToken token = ConnectRequest.token(connect.payload());
        Proof proof = token == null ? Proof.of(ClientCertificates.of(channel)) : new Proof.Token(token);
        return new Applicant(username.idScope(), username.registrationId(), username.apiVersion(), proof);
    }
}
