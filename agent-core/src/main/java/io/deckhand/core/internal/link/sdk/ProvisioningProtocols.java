package io.deckhand.core.internal.link.sdk;

import io.deckhand.Transport;
import io.deckhand.core.internal.provisioning.HttpsChannel;
import io.deckhand.core.internal.provisioning.ServiceAddress;

/** How the provisioning service is reached: by the protocol that reaches the hub, where a firewall lets that through. */
public final class ProvisioningProtocols {
    private ProvisioningProtocols() {}

    /** {@return over MQTT as the hub, in a WebSocket as the hub unless through a proxy, and over HTTPS in place of AMQP} */
    public static ServiceAddress.Opener like(Transport transport) {
        return switch (transport) {
            case MQTT -> (address, proof, proxy, patience) -> MqttRegistration.open(address, proof, false, patience);
            case MQTT_WS ->
                (address, proof, proxy, patience) -> proxy == null
                        ? MqttRegistration.open(address, proof, true, patience)
                        : new HttpsChannel(address, proof, proxy, patience);
            case AMQPS, AMQPS_WS -> HttpsChannel::new;
        };
    }

    /** {@return over HTTPS, whatever reaches the hub} */
    public static ServiceAddress.Opener https() {
        return HttpsChannel::new;
    }
}
