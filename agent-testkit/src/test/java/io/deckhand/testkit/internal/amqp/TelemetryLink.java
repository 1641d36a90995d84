package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** A device's link for telemetry, on a connection with its token as password. */
record TelemetryLink(RawAmqp client, Sender sender) implements AutoCloseable {
    static TelemetryLink open(LocalHub hub, HubDevice device) throws Exception {
        return on(connect(hub, device), device);
    }

    /** {@return a connection without a link} */
    static RawAmqp connect(LocalHub hub, HubDevice device) throws Exception {
        return RawAmqp.openPlain(hub, device.deviceId() + "@sas.x", PahoDevice.token(hub, device));
    }

    static TelemetryLink on(RawAmqp client, HubDevice device) throws IOException {
        Sender sender = client.sender("/devices/" + device.deviceId() + "/messages/events");
        client.await(event -> event.getType() == Event.Type.LINK_FLOW);
        return new TelemetryLink(client, sender);
    }

    /** Sends a message. {@return what the hub says of it} */
    Object send(byte[] message, int format) throws IOException {
        Delivery delivery = client.send(sender, message, format);
        client.await(event -> event.getType() == Event.Type.DELIVERY && delivery.getRemoteState() != null);
        return delivery.getRemoteState();
    }

    Object send(Message message) throws IOException {
        return send(RawAmqp.encoded(message), 0);
    }

    static Message message(String text) {
        Message message = Proton.message();
        message.setBody(new Data(new Binary(text.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    static Message numbered(int number) {
        Message message = message("body " + number);
        message.setMessageId("id-" + number);
        message.setApplicationProperties(new ApplicationProperties(Map.of("n", Integer.toString(number))));
        return message;
    }

    static String text(Data data) {
        Binary binary = data.getValue();
        return new String(binary.getArray(), binary.getArrayOffset(), binary.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
