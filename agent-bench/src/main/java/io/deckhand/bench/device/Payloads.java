package io.deckhand.bench.device;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The payloads and results of methods, the same on all sides; classes, as the SDK's JSON library does not support
 * records.
 */
final class Payloads {
    private Payloads() {}

    static final class Sensor {
        @JsonProperty
        String sensor = "";
    }

    static final class Reading {
        @JsonProperty
        final String sensor;

        @JsonProperty
        final double value;

        Reading(String sensor, double value) {
            this.sensor = sensor;
            this.value = value;
        }
    }

    static final class Pause {
        @JsonProperty
        long millis;
    }
}
