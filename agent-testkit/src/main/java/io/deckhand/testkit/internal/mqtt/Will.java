package io.deckhand.testkit.internal.mqtt;

/** The telemetry message that the hub publishes when a device's connection is lost. */
@SuppressWarnings("ArrayRecordComponent") // Neither modified nor compared.
record Will(DeviceTopic.Telemetry topic, byte[] body) {}
