package io.deckhand.testkit.internal.fault;

import io.deckhand.testkit.HubPacket;

/** On which the packets of one device pass; adapters send each through here that a fault may befall. */
public record PacketRoute(PacketFaults faults, String deviceId, Line line) {

    /** Lets a packet pass, or does with it what the first fault wants that strikes it. */
    public void send(HubPacket packet, Passage passage) {
        faults.befall(packet, deviceId, passage, line);
    }
}
