/**
 * The agent. Open, because Jackson reads and writes some of its types.
 *
 * <p>The Azure SDK and most of what it uses are automatic modules: one that is required brings all others of the module path. What
 * has a descriptor has to be named here, also where only the SDK uses it.
 */
open module io.deckhand.core {
    requires transitive io.deckhand.api;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires com.google.gson;
    requires com.microsoft.iot.device.client;
    requires io.github.resilience4j.retry;
    requires java.logging;
    requires java.naming;
    requires org.apache.commons.codec;
    requires org.apache.commons.lang3;
    requires org.eclipse.paho.client.mqttv3;
    requires org.slf4j;
    requires static jakarta.validation;
    requires static org.jspecify;

    exports io.deckhand.core;
    exports io.deckhand.core.internal to
            io.deckhand.gateway;
    exports io.deckhand.core.internal.connect to
            io.deckhand.gateway;
    exports io.deckhand.core.internal.identity to
            io.deckhand.gateway;
    exports io.deckhand.core.internal.link to
            io.deckhand.gateway;
    exports io.deckhand.core.internal.telemetry to
            io.deckhand.gateway;
    exports io.deckhand.core.internal.threads to
            io.deckhand.gateway;

    uses io.deckhand.HandlerProvider;
    uses io.deckhand.core.internal.link.LinkProvider;

    provides io.deckhand.ReconnectPolicy.Provider with
            io.deckhand.core.internal.connect.ExponentialPolicies;
}
