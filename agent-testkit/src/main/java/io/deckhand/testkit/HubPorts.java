package io.deckhand.testkit;

/**
 * The ports of a local hub on its address.
 *
 * @param mqtt MQTT over TLS, always 8883
 * @param amqp AMQP over TLS, always 5671
 * @param https the service REST API, 443 where the process may bind it
 * @since 0.1
 */
public record HubPorts(int mqtt, int amqp, int https) {}
