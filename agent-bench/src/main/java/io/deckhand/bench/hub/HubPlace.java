package io.deckhand.bench.hub;

import java.io.Serializable;

/**
 * A hub's address, with port 0 for protocols that it does not serve, the file with the certificate to trust, and how
 * long the hub took to start.
 */
public record HubPlace(String hostName, int mqttPort, int amqpPort, String caFile, long startNanos)
        implements Serializable {}
