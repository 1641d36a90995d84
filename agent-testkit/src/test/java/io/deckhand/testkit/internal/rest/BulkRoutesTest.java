package io.deckhand.testkit.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls the Java service client no longer makes, and those of other languages do. */
class BulkRoutesTest {
    private final ServedRest hub = new ServedRest();

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void manyDevicesAreMadeChangedAndRemovedInOneCallEach() throws Exception {
        var made = hub.call("POST", "/devices?api-version=2021-04-12", """
                [{"id":"a","importMode":"create","status":"enabled"},
                 {"id":"b","importMode":"create"},
                 {"id":"a","moduleId":"m","importMode":"create"}]""");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json()).hasToString("{\"errors\":[],\"isSuccessful\":true,\"warnings\":[]}");
        assertThat(hub.core.registry().get("a/m").keys().primary()).isNotEmpty();

        var changed = hub.call("POST", "/devices", """
                [{"id":"a","importMode":"Update","status":"disabled","statusReason":"sold"},
                 {"id":"b","importMode":"updateTwin","tags":{"room":7},"properties":{"desired":{"on":true}}}]""");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(hub.core.registry().get("a").enabled()).isFalse();
        assertThat(hub.core.twins().get("b").tags()).hasToString("{\"room\":7}");

        var removed = hub.call("POST", "/devices", """
                [{"id":"a","importMode":"Delete"},{"id":"b","importMode":"delete"}]""");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(hub.core.registry().list()).isEmpty();
        assertThat(hub.core.registry().modules()).isEmpty();
    }

    @Test
    void whatFailsIsListedAndDisturbsNoOther() throws Exception {
        String etag =
                hub.core.registry().create("there", DeviceSettings.defaults()).etag();

        var answer = hub.call("POST", "/devices", """
                [{"id":"there","importMode":"create"},
                 {"id":"there","importMode":"updateIfMatchETag","eTag":"old"},
                 {"id":"there","importMode":"updateIfMatchETag","eTag":"%s"},
                 {"id":"gone","importMode":"delete"},
                 {"id":"no id","importMode":"create"},
                 {"id":"there","importMode":"replace"},
                 {"id":"new","importMode":"create"}]""".formatted(etag));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("isSuccessful").asBoolean(true)).isFalse();
        assertThat(answer.json().path("errors").findValuesAsText("errorCode"))
                .containsExactly("409001", "412001", "404001", "400004", "400004");
        assertThat(answer.json().path("errors").findValuesAsText("deviceId"))
                .containsExactly("there", "there", "gone", "no id", "there");
        assertThat(hub.core.registry().find("new")).isPresent();
    }

    @Test
    void whatFailsListsNoMoreThanAFewKnownNames() throws Exception {
        for (int i = 0; i < 300; i++) {
            hub.core.registry().create("device-%03d".formatted(i), DeviceSettings.defaults());
        }
        String body =
                "[" + String.join(",", Collections.nCopies(100, "{\"id\":\"gone\",\"importMode\":\"delete\"}")) + "]";

        var answer = hub.call("POST", "/devices", body);

        assertThat(answer.json().at("/errors/0/errorStatus").asText())
                .isEqualTo(
                        "No device 'gone'. Known: device-000, device-001, device-002, device-003, device-004 and 295 more.");
        assertThat(answer.http().body()).hasSizeLessThan(32_000);
    }

    @Test
    void moreThanAHundredDevicesAreTooMany() throws Exception {
        String body = "[" + String.join(",", Collections.nCopies(101, "{\"id\":\"x\"}")) + "]";

        var answer = hub.call("POST", "/devices", body);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("iothub-errorcode")).isEqualTo("TooManyDevices");
        assertThat(hub.core.registry().list()).isEmpty();
    }

    @Test
    void purgingThrowsWaitingMessagesAway() throws Exception {
        hub.core.registry().create("d1", DeviceSettings.defaults());
        for (int i = 0; i < 3; i++) {
            DeviceBoundMessage message = new DeviceBoundMessage("m" + i, new byte[1], Map.of(), null, null, null);
            hub.core.cloudToDevice().enqueue("d1", message, Duration.ofHours(1));
        }

        JsonNode answer = hub.call("DELETE", "/devices/d1/commands", "").json();

        assertThat(answer.path("deviceId").asText()).isEqualTo("d1");
        assertThat(answer.path("totalMessagesPurged").asInt()).isEqualTo(3);
        assertThat(hub.core.cloudToDevice().pending("d1")).isZero();
        assertThat(hub.call("DELETE", "/devices/nobody/commands", "").status()).isEqualTo(404);
    }

    @Test
    void conditionsAndMetricsAreTriedOutBeforeTheyAreKept() throws Exception {
        JsonNode answer = hub.call("POST", "/configurations/testQueries", """
                        {"targetCondition":"tags.room =",
                         "customMetricQueries":{"good":"SELECT deviceId FROM devices","bad":"SELECT"}}""").json();

        assertThat(answer.path("targetConditionError").asText()).contains("position");
        assertThat(answer.path("customMetricQueryErrors").fieldNames())
                .toIterable()
                .containsExactly("bad");
    }
}
