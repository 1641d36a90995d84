package io.deckhand.core;

import io.deckhand.Transport;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.MessageListener;
import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.Credential;
import io.deckhand.identity.TokenCredential;
import java.nio.file.Files;
import java.util.Set;

/**
 * Refuses options that contradict each other, or that a protocol cannot serve, before anything is opened. In loops: the classes of
 * streams would be loaded while an agent starts.
 */
final class Contradictions {
    private final Choices chosen;

    Contradictions(Choices chosen) {
        this.chosen = chosen;
    }

    /** @throws IllegalArgumentException with a sentence about the first contradiction */
    void refuse() {
        checkProxy();
        checkLink();
        checkIds();
        checkStore();
    }

    /** @throws IllegalArgumentException if a device has listeners for the inputs of a module */
    void refuse(Handlers handlers) {
        if (chosen.identity != null && chosen.identity.moduleId() != null) {
            return;
        }
        for (MessageListener listener : handlers.messageListeners()) {
            if (listener.input().isPresent()) {
                throw new IllegalArgumentException(listener.handler() + " listens to the input '"
                        + listener.input().get() + "', and a device has no inputs. Connect as a module of "
                        + "IoT Edge, as with AgentBuilder.forModuleFromEnvironment(), or use @CloudToDevice.");
            }
        }
    }

    /** @throws IllegalArgumentException if a transport or the TLS options do not support the credential */
    void refuse(Credential own) {
        if (chosen.sslContext != null && !chosen.trustsByDefault) {
            throw new IllegalArgumentException(
                    "Both sslContext(...) and trustedCertificates(...) are set, and both decide which servers to "
                            + "trust. Keep one.");
        }
        boolean issued =
                chosen.provisioning != null && chosen.provisioning.issuance().isPresent();
        if ((issued || own instanceof CertificateCredential) && chosen.sslContext != null) {
            throw new IllegalArgumentException(
                    "Another certificate cannot be added to a TLS context. Set trustedCertificates(...) "
                            + "in place of sslContext(...), or let the context's key managers present the certificate.");
        }
        if ((issued || !(own instanceof TokenCredential)) && chosen.transports.contains(Transport.AMQPS_WS)) {
            throw new IllegalArgumentException(
                    "The Azure SDK does not support certificates over AMQPS_WS. Choose MQTT_WS, or AMQPS, as in "
                            + "transport(Transport.MQTT_WS).");
        }
    }

    private void checkProxy() {
        if (chosen.proxy != null && !chosen.transports.stream().allMatch(Transport::isWebSocket)) {
            throw new IllegalArgumentException("A proxy needs WebSockets, but the transports are " + chosen.transports
                    + ". Choose MQTT_WS or AMQPS_WS, as in transport(Transport.MQTT_WS).");
        }
    }

    private void checkLink() {
        if (chosen.link == Link.NETTY
                && !Set.of(Transport.MQTT, Transport.MQTT_WS).containsAll(chosen.transports)) {
            throw new IllegalArgumentException("Link.NETTY supports MQTT only, but the transports are "
                    + chosen.transports + ". Choose MQTT or MQTT_WS, or Link.SDK.");
        }
    }

    /** A disk that cannot be written now may be writable later; a file in place of the directory stays one. */
    private void checkStore() {
        StoreOptions store = chosen.store;
        if (store != null && Files.isRegularFile(store.settings().directory())) {
            throw new IllegalArgumentException("storeIn: '" + store.settings().directory()
                    + "' is a file. Name a directory, for this agent only; it is created if it does not exist.");
        }
    }

    private void checkIds() {
        boolean mqtt = chosen.transports.contains(Transport.MQTT) || chosen.transports.contains(Transport.MQTT_WS);
        if (mqtt && chosen.identity != null && chosen.identity.problemOverMqtt().isPresent()) {
            throw new IllegalArgumentException(chosen.identity.problemOverMqtt().get());
        }
    }
}
