package io.deckhand.testkit.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.maps;
import static org.quicktheories.generators.SourceDSL.strings;

import io.deckhand.testkit.internal.HubException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.SourceDSL;

class MqttParsersTest {
    /** Pieces that hostile topics are made of. */
    private static final Gen<String> PIECES = SourceDSL.arbitrary()
            .pick(
                    "$iothub/",
                    "twin/",
                    "GET/",
                    "PATCH/properties/reported/",
                    "methods/res/",
                    "200",
                    "-1",
                    "99999999999",
                    "/",
                    "?",
                    "$rid=",
                    "$version=",
                    "&",
                    "=",
                    "%",
                    "%24",
                    "%zz",
                    "devices/d1/",
                    "messages/events/",
                    "\0",
                    "ü",
                    "😀",
                    "\uD800");

    private static final Gen<String> HOSTILE =
            lists().of(PIECES).ofSizeBetween(0, 12).map(pieces -> String.join("", pieces));

    @Test
    void theFormsOfUserNamesAreRead() {
        assertThat(MqttUsername.parse("h.x/d1/?api-version=2020-09-30&DeviceClientType=a%2Fb&model-id=dtmi%3Aa%3B1"))
                .isEqualTo(new MqttUsername("h.x", "d1", "2020-09-30", "dtmi:a;1"));
        assertThat(MqttUsername.parse("h.x/d1/m1/api-version=2019-10-01").clientId())
                .isEqualTo("d1/m1");
        assertThat(MqttUsername.parse("h/d?/?api-version=1&model-id=a&model-id=b")
                        .modelId())
                .isEqualTo("a");
        assertThat(MqttUsername.parse("h/d1/?x=1")).isEqualTo(new MqttUsername("h", "d1", "", null));
        assertThatThrownBy(() -> MqttUsername.parse("h")).hasMessageContaining("no host or no device");
        assertThatThrownBy(() -> MqttUsername.parse("/d1")).hasMessageContaining("no host or no device");
        assertThatThrownBy(() -> MqttUsername.parse("h/")).hasMessageContaining("no host or no device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h/d1", "h/d1/", "h/d1/?", "h/d1/DeviceClientType=x"})
    void aUserNameNeedsNoApiVersion(String username) {
        assertThat(MqttUsername.parse(username)).isEqualTo(new MqttUsername("h", "d1", "", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h/d1/m1", "h/d1/m1/", "h/d1/m1/?api-version=1"})
    void aModuleIsNamedWithOrWithoutProperties(String username) {
        assertThat(MqttUsername.parse(username).clientId()).isEqualTo("d1/m1");
    }

    @Test
    void theTopicsOfADeviceAreRead() {
        assertThat(topic("devices/d1/messages/events")).isEqualTo(new DeviceTopic.Telemetry(Map.of()));
        assertThat(topic("devices/d1/messages/events/$.mid=1&%24.ct=a%2Fb&bare&x=/"))
                .isEqualTo(new DeviceTopic.Telemetry(Map.of("$.mid", "1", "$.ct", "a/b", "bare", "", "x", "")));
        assertThat(topic("$iothub/twin/GET/?$rid=1")).isEqualTo(new DeviceTopic.TwinGet("1"));
        assertThat(topic("$iothub/twin/PATCH/properties/reported/?$rid=1&$version=3"))
                .isEqualTo(new DeviceTopic.ReportedPatch("1", "3"));
        assertThat(topic("$iothub/methods/res/-1/?$rid=a%26b")).isEqualTo(new DeviceTopic.MethodAnswered(-1, "a%26b"));
    }

    @Test
    void otherTopicsAreNotServed() {
        assertThat(List.of(
                        "devices/d2/messages/events/",
                        "devices/d1/messages/eventsX",
                        "devices/d1/messages/events/a=%zz",
                        "$iothub/twin/GET/?$rid=",
                        "$iothub/twin/GET/",
                        "$iothub/methods/res/99999999999/?$rid=1",
                        ""))
                .allSatisfy(topic -> assertThat(DeviceTopic.parse("d1", topic)).isEmpty());
    }

    @Test
    void anyTopicIsReadOrNotServed() {
        qt().withFixedSeed(1)
                .withExamples(5_000)
                .forAll(strings().allPossible().ofLengthBetween(0, 200), HOSTILE)
                .checkAssert((text, hostile) -> {
                    DeviceTopic.parse("d1", text);
                    DeviceTopic.parse("d1", hostile);
                    DeviceTopic.parse("d1", "devices/d1/messages/events/" + text);
                    Subscription.of("d1", hostile);
                });
    }

    @Test
    void anyUserNameIsReadOrMalformed() {
        qt().withFixedSeed(2)
                .withExamples(5_000)
                .forAll(strings().allPossible().ofLengthBetween(0, 100), HOSTILE)
                .checkAssert((text, hostile) -> {
                    readOrRefused(text);
                    readOrRefused("host/" + hostile + "/?api-version=1&" + text);
                });
    }

    @Test
    void propertiesAreTheSameAfterTheirWayThroughATopic() {
        Gen<String> texts = strings().allPossible().ofLengthBetween(1, 20).map(MqttParsersTest::withoutLoneSurrogates);
        qt().withFixedSeed(3)
                .withExamples(3_000)
                .forAll(maps().of(texts, texts).ofSizeBetween(1, 5))
                .checkAssert(properties -> assertThat(PropertyBag.parse(PropertyBag.format(properties)))
                        .isEqualTo(properties));
    }

    private static DeviceTopic topic(String topic) {
        return DeviceTopic.parse("d1", topic).orElseThrow();
    }

    private static String withoutLoneSurrogates(String text) {
        return "x" + text.replaceAll("[\\x{D800}-\\x{DFFF}]", "?");
    }

    private static void readOrRefused(String username) {
        try {
            assertThat(MqttUsername.parse(username).clientId()).isNotEmpty();
        } catch (HubException e) {
            assertThat(e).hasMessageContaining(".");
        }
    }
}
