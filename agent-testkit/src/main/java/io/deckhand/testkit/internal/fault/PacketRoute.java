package io.deckhand.testkit.internal.fault;

import io.deckhand.testkit.HubPacket;

/** The route of one device's packets; adapters send every packet that a fault can affect through it. */
public record PacketRoute(PacketFaults faults, String deviceId, Line line) {

    /** Forwards a packet, or applies the first matching fault. */
    public void send(HubPacket packet, Passage passage) {
        faults.befall(packet, deviceId, passage, line);
    }
}
