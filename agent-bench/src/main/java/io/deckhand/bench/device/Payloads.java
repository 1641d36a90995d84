package io.deckhand.bench.device;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What methods take and give, the same on all sides; classes, for the JSON library of the SDK knows no records. */
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
