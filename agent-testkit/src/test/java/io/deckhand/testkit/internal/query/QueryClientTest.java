package io.deckhand.testkit.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.query.RawQueryResponse;
import com.microsoft.azure.sdk.iot.service.query.TwinQueryResponse;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.ServiceClients;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The unmodified {@code QueryClient} against the hub. */
class QueryClientTest {
    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    @Test
    void whichDevicesRebootedSinceIsAsked() throws Exception {
        reportReboot("early", "2026-01-05T10:00:00Z");
        reportReboot("late", "2026-03-01T09:30:00Z");
        fixture.hub().createDevice("never");

        String since = "SELECT * FROM devices WHERE properties.reported.rebootTime > '2026-02-01T00:00:00Z'";

        assertThat(deviceIds(queries().queryTwins(since))).containsExactly("late");
    }

    @Test
    void resultsComeInPagesUntilTheLastWhichHasNoContinuation() throws Exception {
        for (int i = 0; i < 7; i++) {
            fixture.hub().createDevice("d" + i);
        }
        QueryPageOptions threeAtATime = QueryPageOptions.builder().pageSize(3).build();

        TwinQueryResponse response = queries().queryTwins("SELECT * FROM devices", threeAtATime);
        String firstContinuation = response.getContinuationToken();
        List<String> ids = new ArrayList<>();
        while (response.hasNext()) {
            ids.add(response.next(threeAtATime).getDeviceId());
        }

        assertThat(ids).containsExactly("d0", "d1", "d2", "d3", "d4", "d5", "d6");
        assertThat(firstContinuation).isNotNull();
        assertThat(response.getContinuationToken()).isNull();
    }

    @Test
    void aPageThatIsFullAndLastHasNoContinuation() throws Exception {
        fixture.hub().createDevice("d1");
        fixture.hub().createDevice("d2");
        QueryPageOptions two = QueryPageOptions.builder().pageSize(2).build();

        assertThat(queries().queryTwins("SELECT * FROM devices", two).getContinuationToken())
                .isNull();
    }

    @Test
    void aDeviceThatComesOrGoesBetweenPagesDisturbsNoOther() throws Exception {
        for (String id : List.of("a", "c", "e", "g")) {
            fixture.hub().createDevice(id);
        }
        QueryPageOptions two = QueryPageOptions.builder().pageSize(2).build();
        TwinQueryResponse response = queries().queryTwins("SELECT * FROM devices", two);
        assertThat(response.next(two).getDeviceId()).isEqualTo("a");
        assertThat(response.next(two).getDeviceId()).isEqualTo("c");

        fixture.hub().device("a").delete();
        fixture.hub().createDevice("b");

        assertThat(response.next(two).getDeviceId()).isEqualTo("e");
        assertThat(response.next(two).getDeviceId()).isEqualTo("g");
        assertThat(response.hasNext()).isFalse();
    }

    @Test
    void topHoldsOverAllPages() throws Exception {
        for (int i = 0; i < 5; i++) {
            fixture.hub().createDevice("d" + i);
        }
        QueryPageOptions two = QueryPageOptions.builder().pageSize(2).build();

        TwinQueryResponse response = queries().queryTwins("SELECT TOP 3 * FROM devices", two);
        List<String> ids = new ArrayList<>();
        while (response.hasNext()) {
            ids.add(response.next(two).getDeviceId());
        }

        assertThat(ids).containsExactly("d0", "d1", "d2");
    }

    @Test
    void projectionsAndGroupsAreRaw() throws Exception {
        createTagged("d1", "a", 1);
        createTagged("d2", "a", 2);
        createTagged("d3", "b", 10);

        assertThat(raw("SELECT DeviceId, tags.room AS place FROM devices WHERE tags.room = 'b'"))
                .containsExactly("{\"deviceId\":\"d3\",\"place\":\"b\"}");
        assertThat(raw("SELECT tags.room AS room, COUNT() AS devices, SUM(properties.desired.level) AS total,"
                        + " AVG(properties.desired.level) AS mean, MIN(properties.desired.level) AS low,"
                        + " MAX(properties.desired.level) AS high FROM devices GROUP BY tags.room"))
                .containsExactly(
                        "{\"room\":\"a\",\"devices\":2,\"total\":3,\"mean\":1.5,\"low\":1,\"high\":2}",
                        "{\"room\":\"b\",\"devices\":1,\"total\":10,\"mean\":10,\"low\":10,\"high\":10}");
        assertThat(raw("SELECT COUNT() AS totalNumberOfDevices FROM devices"))
                .containsExactly("{\"totalNumberOfDevices\":3}");
    }

    @Test
    void namesWithHyphensAndDigitsNeedNoBrackets() throws Exception {
        String guid = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
        fixture.hub().createDevice("d1").patchDesired("{\"key-abc\":1,\"" + guid + "\":{\"1e5\":2}}");
        fixture.hub().createDevice("d2");

        assertThat(deviceIds(queries().queryTwins("SELECT * FROM devices WHERE properties.desired.key-abc = 1")))
                .containsExactly("d1");
        assertThat(raw("SELECT properties.desired.%1$s.1e5 AS my-1, COUNT() AS 7 FROM devices"
                        .concat(" WHERE IS_DEFINED(properties.desired.%1$s) GROUP BY properties.desired.%1$s.1e5")
                        .formatted(guid)))
                .containsExactly("{\"my-1\":2,\"7\":1}");
    }

    @Test
    void whatTheHubKnowsOfADeviceCanBeAskedFor() throws Exception {
        fixture.open(fixture.hub().createDevice("on"));
        fixture.hub().createDevice("off").disable();

        assertThat(deviceIds(queries().queryTwins("SELECT * FROM devices WHERE connectionState = 'Connected'")))
                .containsExactly("on");
        assertThat(deviceIds(queries().queryTwins("SELECT * FROM devices WHERE Status = 'disabled'")))
                .containsExactly("off");
    }

    @Test
    void aMalformedQueryIsABadFormatThatSaysWhere() {
        IotHubBadFormatException refused = catchThrowableOfType(
                IotHubBadFormatException.class, () -> queries().queryTwins("SELECT * FROM devices WHERE tags.a ="));

        assertThat(refused)
                .hasMessageContaining("ArgumentInvalid")
                .hasMessageContaining("position 37: expected a value, a name or '(', found the end");
    }

    @Test
    void aContinuationOfAnotherQueryIsRefused() throws Exception {
        fixture.hub().createDevice("d1");
        fixture.hub().createDevice("d2");
        QueryPageOptions one = QueryPageOptions.builder().pageSize(1).build();
        String token = queries().queryTwins("SELECT * FROM devices", one).getContinuationToken();
        QueryPageOptions foreign =
                QueryPageOptions.builder().continuationToken(token).build();

        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class,
                        () -> queries().queryTwins("SELECT * FROM devices WHERE true", foreign)))
                .hasMessageContaining("Start again without it");
    }

    private void reportReboot(String deviceId, String time) throws Exception {
        HubDevice device = fixture.hub().createDevice(deviceId);
        DeviceClient client = fixture.open(device);
        client.subscribeToDesiredProperties((twin, context) -> {}, null);
        TwinCollection reported = new TwinCollection();
        reported.put("rebootTime", time);
        HubFixture.report(client, device, reported);
    }

    private void createTagged(String deviceId, String room, int level) {
        HubDevice device = fixture.hub().createDevice(deviceId);
        device.patchTags("{\"room\":\"" + room + "\"}");
        device.patchDesired("{\"level\":" + level + "}");
    }

    private QueryClient queries() {
        return ServiceClients.queries(fixture.hub());
    }

    private List<String> raw(String query) throws Exception {
        RawQueryResponse response = queries().queryRaw(query);
        List<String> results = new ArrayList<>();
        while (response.hasNext()) {
            results.add(response.next());
        }
        return results;
    }

    private static List<String> deviceIds(TwinQueryResponse response) throws Exception {
        List<String> ids = new ArrayList<>();
        while (response.hasNext()) {
            ids.add(response.next().getDeviceId());
        }
        return ids;
    }
}
