package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.input.InputMessage;
import io.deckhand.testkit.internal.input.ModuleInputs;
import io.deckhand.testkit.internal.issuance.CertificateIssuance;
import io.deckhand.testkit.internal.issuance.CredentialAnswer;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The subscriptions of a connected device. Used only on its channel's thread. */
final class Subscriptions {
    private final CloudToDeviceQueues cloudToDevice;
    private final DirectMethods methods;
    private final DeviceTwins twins;
    private final CertificateIssuance issuance;
    private final ModuleInputs moduleInputs;
    private final DeviceLink link;
    private final CredentialAnswer.Receiver certificates;
    private final InputMessage.Receiver inputs;
    private final Map<Subscription, MqttQoS> granted = new EnumMap<>(Subscription.class);

    Subscriptions(
            CloudToDeviceQueues cloudToDevice,
            DirectMethods methods,
            DeviceTwins twins,
            CertificateIssuance issuance,
            ModuleInputs moduleInputs,
            DeviceLink link,
            Map<String, Integer> kept) {
        this.cloudToDevice = cloudToDevice;
        this.methods = methods;
        this.twins = twins;
        this.issuance = issuance;
        this.moduleInputs = moduleInputs;
        this.link = link;
        inputs = message -> link.publish(
                InputTopic.of(link.deviceId(), message), message.content().body());
        certificates = answer -> CertificateRequests.publish(link, answer);
        kept.forEach((filter, qos) -> Subscription.of(link.deviceId(), filter)
                .ifPresent(subscription -> granted.put(subscription, MqttQoS.valueOf(qos))));
    }

    /** Activates the subscriptions of a persistent session. */
    void activateAll() {
        granted.forEach(this::activate);
    }

    /** Deactivates all subscriptions. */
    void deactivateAll() {
        granted.keySet().forEach(this::deactivate);
    }

    /** Adds a subscription; an active one is not restarted, so that nothing is delivered twice. */
    void add(Subscription subscription, MqttQoS qos) {
        if (granted.put(subscription, qos) == null) {
            activate(subscription, qos);
        } else if (subscription == Subscription.CLOUD_TO_DEVICE) {
            link.cloudToDeviceQos(qos);
        }
    }

    void remove(Subscription subscription) {
        if (granted.remove(subscription) != null) {
            deactivate(subscription);
        }
    }

    boolean contains(Subscription subscription) {
        return granted.containsKey(subscription);
    }

    /** {@return the granted quality of service by topic filter, for the session} */
    Map<String, Integer> byFilter() {
        Map<String, Integer> byFilter = new LinkedHashMap<>();
        granted.forEach((subscription, qos) -> byFilter.put(subscription.filter(link.deviceId()), qos.value()));
        return byFilter;
    }

    private void activate(Subscription subscription, MqttQoS qos) {
        switch (subscription) {
            case CLOUD_TO_DEVICE -> {
                link.cloudToDeviceQos(qos);
                cloudToDevice.attach(link.deviceId(), link);
            }
            case METHODS -> methods.attach(link.deviceId(), link);
            case DESIRED_CHANGES -> twins.attach(link.deviceId(), link);
            case CREDENTIAL_RESPONSES -> issuance.attach(link.deviceId(), certificates);
            case MODULE_INPUTS -> moduleInputs.attach(link.deviceId(), inputs);
            case TWIN_RESPONSES -> {
                // Nothing to activate: responses check whether this subscription exists.
            }
        }
    }

    private void deactivate(Subscription subscription) {
        switch (subscription) {
            case CLOUD_TO_DEVICE -> cloudToDevice.detach(link.deviceId(), link);
            case METHODS -> methods.detach(link.deviceId(), link);
            case DESIRED_CHANGES -> twins.detach(link.deviceId(), link);
            case CREDENTIAL_RESPONSES -> issuance.detach(link.deviceId(), certificates);
            case MODULE_INPUTS -> moduleInputs.detach(link.deviceId(), inputs);
            case TWIN_RESPONSES -> {
                // As above.
            }
        }
    }
}
