package io.deckhand.bench.hub;

import java.io.Serializable;

/** Where a hub is, the file with the certificate to trust, and how long it took to start. */
public record HubPlace(String hostName, int mqttPort, String caFile, long startNanos) implements Serializable {}
