package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Device ids with characters that registries allow and that mean something in topics, links and tokens. */
@LocalHubTest
class UnusualIdsTest {
    static final class Handlers {
        @DirectMethod
        String ping() {
            return "pong";
        }
    }

    static Stream<Arguments> idsThatATransportCarries() {
        List<Arguments> all = new ArrayList<>();
        for (Transport transport : List.of(Transport.MQTT, Transport.AMQPS)) {
            for (String id : List.of("a%20b", "50%25", "100%", "a=b", "a.b:c,d", "a@b", "it's", "a*b!(c)$")) {
                all.add(Arguments.of(transport, id));
            }
        }
        for (String id : List.of("a+b", "a#b", "#+%")) {
            all.add(Arguments.of(Transport.AMQPS, id));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("idsThatATransportCarries")
    void everythingWorksAndTheIdIsAsTheHubShowsIt(Transport transport, String id, LocalHub hub) {
        HubDevice device = hub.createDevice(id + "-" + transport);
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(agent.deviceId()).isEqualTo(device.deviceId());
            agent.send("telemetry");
            agent.report("value", 1);
            assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("telemetry");
            assertThat(device.reported()).contains("\"value\":1");
        }
    }

    @ParameterizedTest
    @CsvSource({"a+b, MQTT, +", "a#b, MQTT_WS, #"})
    void whatATopicCannotCarryIsRefusedWhenTheAgentIsBuilt(String id, Transport transport, String character) {
        AgentBuilder builder = AgentBuilder.forConnectionString(
                        "HostName=127.0.0.1;DeviceId=" + id + ";SharedAccessKey=c2VjcmV0")
                .transport(transport);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The device id '" + id + "' has a '" + character + "', which an MQTT topic cannot contain. "
                        + "Connect by AMQPS or AMQPS_WS, or give the device another id.");
    }

    @Test
    void aHostNameGivenAsAnAddressOfThePageIsRefused() {
        assertThatThrownBy(() -> AgentBuilder.forConnectionString(
                        "HostName=https://myhub.azure-devices.net;DeviceId=d;SharedAccessKey=c2VjcmV0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "'https://myhub.azure-devices.net' is a URL. Give only the name: myhub.azure-devices.net.");
    }

    @Test
    void aKeyThatIsNoBase64IsRefusedAndNotShown() {
        assertThatThrownBy(() -> AgentBuilder.forConnectionString(
                        "HostName=myhub.azure-devices.net;DeviceId=d;SharedAccessKey=not base64!"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base64")
                .hasMessageNotContaining("not base64!");
    }
}
