package io.deckhand.core.internal.link.sdk;

import io.deckhand.Transport;
import io.deckhand.core.internal.provisioning.HttpsChannel;
import io.deckhand.core.internal.provisioning.ServiceAddress;

/** Selects the protocol for the provisioning service: the one used for the hub, since firewalls let it through. */
public final class ProvisioningProtocols {
    private ProvisioningProtocols() {}

    /**
     * {@return an opener for the protocol used for the hub; for HTTPS through a proxy, in place of AMQP over WebSocket,
     * which needs the same port, and for certificates in place of AMQP, over which the service is not known to issue
     * them}
     */
    public static ServiceAddress.Opener like(Transport transport) {
        return switch (transport) {
            case MQTT -> (address, proof, proxy, patience) -> MqttRegistration.open(address, proof, false, patience);
            case MQTT_WS ->
                (address, proof, proxy, patience) -> proxy == null
                        ? MqttRegistration.open(address, proof, true, patience)
                        : new HttpsChannel(address, proof, proxy, patience);
            case AMQPS ->
                (address, proof, proxy, patience) -> address.isIssuing()
                        ? new HttpsChannel(address, proof, proxy, patience)
                        : AmqpRegistration.open(address, proof, patience);
            case AMQPS_WS -> HttpsChannel::new;
        };
    }

    /** {@return an opener for HTTPS, regardless of the transport to the hub} */
    public static ServiceAddress.Opener https() {
        return HttpsChannel::new;
    }
}
