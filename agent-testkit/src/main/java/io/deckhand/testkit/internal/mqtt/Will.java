package io.deckhand.testkit.internal.mqtt;

/** The telemetry message a device leaves with the hub for when its connection is lost. */
@SuppressWarnings("ArrayRecordComponent") // Neither altered nor compared.
record Will(DeviceTopic.Telemetry topic, byte[] body) {}
