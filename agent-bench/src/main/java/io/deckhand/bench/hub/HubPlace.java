package io.deckhand.bench.hub;

import java.io.Serializable;

/** Where a hub is, with port 0 for what it does not serve, the file with the certificate to trust, and how long it took to start. */
public record HubPlace(String hostName, int mqttPort, int amqpPort, String caFile, long startNanos)
        implements Serializable {}
