package io.deckhand.testkit;

/**
 * The ports of a local hub on its address.
 *
 * @param mqtt MQTT over TLS, 8883 unless {@link LocalHub.Builder#mqttPort} names another; 0 when it is not served there
 * @param amqp AMQP over TLS, 5671 unless {@link LocalHub.Builder#amqpPort} names another; 0 when it is not served there
 * @param https the service REST API, 443 where the process may bind it
 * @since 0.1
 */
public record HubPorts(int mqtt, int amqp, int https) {}
