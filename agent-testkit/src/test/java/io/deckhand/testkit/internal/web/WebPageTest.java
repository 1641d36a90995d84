package io.deckhand.testkit.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.PacketFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page as a person meets it, in Chromium, with devices of the Java SDK behind it. */
@TestInstance(Lifecycle.PER_CLASS)
@ResourceLock("the hub of WebPageTest")
class WebPageTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final LocalHub hub = LocalHub.builder().web(0).start();
    private final Deque<DeviceClient> clients = new ArrayDeque<>();
    private Browser browser;

    @BeforeAll
    void startBrowser(@TempDir Path directory) throws Exception {
        browser = Browser.start(directory);
    }

    @AfterEach
    void endFaultsAndClients() {
        hub.faults().clear();
        while (!clients.isEmpty()) {
            clients.pop().close();
        }
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        hub.close();
    }

    @Test
    void aDeviceShowsUpAndIsShownAsConnectedWhenItIs() throws Exception {
        open("telemetry");
        HubDevice fan = hub.createDevice("appears");
        browser.click("link", "appears not connected");
        browser.sees("not connected", ".facts");

        DeviceClient client = connect(fan);
        browser.sees("connected over MQTT", ".facts");

        client.close();
        browser.sees("not connected", ".facts");
        browser.sees("last seen", ".facts");
    }

    @Test
    void whatADeviceReportsShowsAtOnceWithTheValueBefore() throws Exception {
        HubDevice fan = hub.createDevice("reports");
        DeviceClient client = connect(fan);
        report(client, "speed", 3);
        open("device/reports/twin");
        browser.sees("speed", ".tree");

        report(client, "speed", 5);

        browser.sees("reported.speed", ".differences");
        assertThat(browser.read("document.querySelector('.differences li').innerText.replace(/\\s+/g, ' ')")
                        .asText())
                .endsWith("reported.speed 3 → 5");
        browser.finds(".line.marked");
    }

    @Test
    void desiredPropertiesAreEditedAsAMergeThatDeletesWhatIsGone() throws Exception {
        HubDevice fan = hub.createDevice("desires");
        fan.patchDesired("{\"climate\":{\"target\":20},\"old\":1}");
        open("device/desires/twin");
        browser.click("button", "Edit desired");
        browser.fill("The desired properties as JSON", "{\"climate\": {\"target\": 22");
        browser.sees("This is not JSON yet");
        browser.fill("The desired properties as JSON", "{\"climate\":{\"target\":22}}");
        browser.sees("climate.target");
        browser.sees("deleted");

        browser.click("button", "Save");

        browser.sees("version 3");
        assertThat(fan.desired()).isEqualTo("{\"climate\":{\"target\":22},\"$version\":3}");
    }

    @Test
    void aMethodIsCalledAndItsAnswerShown() throws Exception {
        HubDevice fan = hub.createDevice("answers");
        DeviceClient client = connect(fan);
        client.subscribeToMethods((method, payload, context) -> new DirectMethodResponse(202, Map.of("in", 5)), null);
        open("device/answers/method");
        browser.fill("Method", "reboot");
        browser.fill("Payload", "{\"delay\":5}");

        browser.click("button", "Call");

        browser.sees("202", ".answers");
        browser.sees("\"in\": 5", ".answers");
    }

    @Test
    void aCallThatNobodyAnswersSaysWhyInTheHubsWords() throws Exception {
        hub.createDevice("absent");
        open("device/absent/method");
        browser.fill("Method", "reboot");

        browser.click("button", "Call");

        browser.sees("not answered", ".answers");
        browser.sees("404103", ".answers");
    }

    @Test
    void aMessageIsSentAndWaitsForItsDevice() throws Exception {
        HubDevice fan = hub.createDevice("receives");
        open("device/receives/message");
        browser.fill("Body", "open the valve");
        browser.fill("Properties", "valve=3\nurgent=yes");

        browser.click("button", "Send");

        browser.sees("1 message waits for the device, which is not connected.");
        assertThat(fan.pendingCloudToDevice()).isOne();
        browser.click("button", "Purge 1 waiting");
        browser.click("button", "Delete them");
        browser.sees("No message waits for the device.");
    }

    @Test
    void telemetryIsATableAndAnyNumberAPlot() throws Exception {
        DeviceClient client = connect(hub.createDevice("measures"));
        open("device/measures/telemetry");
        browser.sees("No telemetry yet");
        for (int i = 0; i < 3; i++) {
            client.sendEvent(new Message("{\"climate\":{\"temperature\":2" + i + ".5},\"mode\":\"auto\"}"));
        }

        browser.sees("22.5", "td.body");
        browser.finds(".plot canvas");
        browser.sees("climate.temperature", ".plot-head");
        assertThat(browser.read("document.querySelector('.plot-head').innerText")
                        .asText())
                .doesNotContain("mode");
    }

    @Test
    void aRefusalIsInTheLogWithItsReason() throws Exception {
        HubDevice fan = hub.createDevice("refused");
        fan.disable();
        assertThat(connectFails(fan)).isTrue();
        open("log");
        browser.click("radio", "Refusals");

        browser.sees("refused", "td a");
        browser.sees("disabled", "td.wrap");
    }

    @Test
    void aFaultIsBegunAndEndedAtAClick() throws Exception {
        HubDevice fan = hub.createDevice("faulty");
        DeviceClient client = connect(fan);
        open("device/faulty/faults");

        browser.click("button", "Refuse connections");
        browser.sees("refuse-connections");
        browser.click("button", "Cut");
        await().atMost(SOON).until(() -> !fan.isConnected());
        client.close();
        assertThat(connectFails(fan)).isTrue();

        browser.click("button", "End all");
        browser.sees("No fault is in force");
        connect(fan);
        assertThat(fan.isConnected()).isTrue();
    }

    @Test
    void faultsThatATestBeganAreShownWithTheirStrikes() throws Exception {
        HubDevice fan = hub.createDevice("struck");
        hub.faults()
                .inject(PacketFault.delay(HubPacket.CONNACK, Duration.ofMillis(5))
                        .of(fan)
                        .times(3));
        open("faults");
        browser.sees("CONNACK · 5 ms · at most 3 · struck 0 so far");

        connect(fan);

        browser.sees("struck 1 so far");
    }

    @Test
    void throttlesAreTurnedOnAndOff() throws Exception {
        open("throttles");
        browser.click("button", "Serve as one S1 unit does");
        browser.finds("meter");

        browser.click("button", "Serve without limits");
        browser.sees("Every operation is served.");
    }

    @Test
    void aDeviceIsMadeDisabledAndDeletedAfterAQuestion() throws Exception {
        open("telemetry");
        browser.click("button", "New");
        browser.fill("Id of the new device", "made-here");
        browser.press("Enter");
        browser.sees("made-here", "h1");
        assertThat(hub.device("made-here").isConnected()).isFalse();

        browser.click("button", "Disable");
        browser.sees("disabled", ".facts");
        browser.click("button", "Delete");
        browser.click("button", "Delete it and all that is kept of it");
        browser.sees("Telemetry of all devices", "h1");
        await().atMost(SOON).until(() -> !exists("made-here"));
    }

    @Test
    void aDeviceIsFoundAndItsViewsReachedWithTheKeyboardAlone() throws Exception {
        hub.createDevice("keyboard-1");
        hub.createDevice("keyboard-2");
        open("telemetry");
        browser.sees("keyboard-2");

        browser.press("/");
        browser.type("keyboard");
        browser.press("Tab");
        browser.press("ArrowDown");
        browser.press("Enter");
        browser.sees("keyboard-2", "h1");

        assertThat(browser.read("document.activeElement.matches(':focus-visible')")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void itIsDarkWhereTheSystemIsUnlessOneChooses() throws Exception {
        browser.open(link("telemetry"), "dark", 1280, 800);
        browser.sees("Telemetry of all devices");
        assertThat(background()).isEqualTo("rgb(16, 22, 28)");

        browser.choose("Colours", "light");
        assertThat(background()).isEqualTo("rgb(244, 246, 248)");
        browser.choose("Colours", "system");
    }

    @Test
    void itFitsANarrowWindow() throws Exception {
        browser.open(link("telemetry"), "light", 400, 800);
        browser.sees("Telemetry of all devices");

        assertThat(browser.read("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(400);
    }

    @Test
    void itGoesOnAfterTheHubWasRestarted() throws Exception {
        HubDevice fan = hub.createDevice("stays");
        open("device/stays/twin");
        browser.sees("Nothing desired yet");

        hub.restart();
        fan.patchDesired("{\"after\":\"restart\"}");

        browser.sees("\"restart\"");
    }

    @Test
    void aLinkOfAnEarlierStartSaysSo() throws Exception {
        browser.open(hub.web().orElseThrow().toString().replaceAll("token=.*", "token=wrong"), "light", 1280, 800);

        browser.sees("This address needs its token");
    }

    @Test
    void nothingIsAskedOfAnyOtherMachineAndThePageHasNoErrors() throws Exception {
        open("telemetry");
        browser.sees("Live");

        assertThat(browser.problems().path("foreign")).isEmpty();
        assertThat(browser.problems().path("problems"))
                .allMatch(problem -> problem.asText().contains("40"), "only what the hub refused on purpose");
    }

    private String background() throws Exception {
        return browser.read("getComputedStyle(document.body).backgroundColor").asText();
    }

    private void open(String view) throws Exception {
        browser.open(link(view));
    }

    private String link(String view) {
        return hub.web().orElseThrow() + "#/" + view;
    }

    private boolean exists(String id) {
        try {
            hub.device(id);
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private boolean connectFails(HubDevice device) {
        try {
            connect(device);
            return false;
        } catch (IotHubClientException expected) {
            return true;
        }
    }

    private DeviceClient connect(HubDevice device) throws IotHubClientException {
        ClientOptions options =
                ClientOptions.builder().sslContext(hub.sslContext()).build();
        DeviceClient client = new DeviceClient(device.connectionString(), IotHubClientProtocol.MQTT, options);
        client.setRetryPolicy(new NoRetry());
        clients.push(client);
        client.open(false);
        return client;
    }

    private static void report(DeviceClient client, String name, int value) throws Exception {
        client.subscribeToDesiredProperties((twin, context) -> {}, null);
        TwinCollection properties = new TwinCollection();
        properties.put(name, value);
        client.updateReportedPropertiesAsync(properties, (status, response, failure, context) -> {}, null);
    }
}
