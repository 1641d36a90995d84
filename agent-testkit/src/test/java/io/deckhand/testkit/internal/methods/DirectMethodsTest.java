package io.deckhand.testkit.internal.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.MethodCallback;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.fixture.HubFixture;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectMethodsTest {
    private static final MethodCallback ECHO =
            (name, payload, context) -> new DirectMethodResponse(200, Map.of(name, payload.getPayloadAsJsonElement()));

    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private HubDevice device;

    @BeforeEach
    void createDevice() {
        device = fixture.hub().createDevice("d1");
    }

    @Test
    void aMethodReturnsWhatTheDeviceAnswers() throws Exception {
        fixture.open(device).subscribeToMethods(ECHO, null);

        assertThat(device.invoke("reboot", "{\"delay\":5}"))
                .isEqualTo(new MethodResult(200, "{\"reboot\":{\"delay\":5}}"));
        assertThat(device.invoke("list", "[1,null]").payload()).isEqualTo("{\"list\":[1,null]}");
        assertThat(device.invoke("text", "\"a\"").payload()).isEqualTo("{\"text\":\"a\"}");
    }

    @Test
    void aNullPayloadArrivesAsNullAndAnEmptyOneAsNone() throws Exception {
        MethodCallback asText =
                (name, message, context) -> new DirectMethodResponse(200, message.getPayloadAsJsonString());
        fixture.open(device).subscribeToMethods(asText, null);

        assertThat(device.invoke("list", null)).isEqualTo(new MethodResult(200, "\"null\""));
        assertThat(device.invoke("list", "null")).isEqualTo(device.invoke("list", null));
        assertThat(device.invokeAsync("list", null, Duration.ofSeconds(30), Duration.ZERO)
                        .join()
                        .payload())
                .isEqualTo("\"null\"");
        assertThat(device.invoke("list", "").payload())
                .as("the SDK's reading of none")
                .isEqualTo("\"{}\"");
    }

    @Test
    void aNumberThatNoDoubleHoldsArrivesAsANumber() throws Exception {
        MethodCallback asText =
                (name, message, context) -> new DirectMethodResponse(200, message.getPayloadAsJsonString());
        fixture.open(device).subscribeToMethods(asText, null);

        assertThat(device.invoke("weigh", "1e400").payload()).isEqualTo("\"1E+400\"");
        assertThat(device.invoke("weigh", "[0.1,100.0,1e5]").payload()).isEqualTo("\"[0.1,100.0,100000.0]\"");
    }

    @Test
    void aNameThatFitsIntoNoTopicIsRefusedAndCostsTheDeviceNothing() throws Exception {
        fixture.open(device).subscribeToMethods(ECHO, null);

        assertFailure(400_004, "ArgumentInvalid", () -> device.invoke("x".repeat(70_000), "1"));

        assertThat(device.invoke("x".repeat(1024), "1").status()).isEqualTo(200);
        assertThat(fixture.hub().faults().connects(device)).isEqualTo(1);
    }

    @Test
    void aMethodOfADeviceThatIsOfflineFailsWith404103() {
        assertFailure(404_103, "DeviceNotOnline", () -> device.invoke("reboot", "{}"));
    }

    @Test
    void aMethodOfADeviceThatTakesNoneFailsWith404103() throws Exception {
        fixture.open(device);

        assertFailure(
                404_103,
                "DeviceNotOnline",
                () -> device.invoke("reboot", "{}", Duration.ofSeconds(5), Duration.ofMillis(100)));
    }

    @Test
    void aMethodWaitsForADeviceThatConnectsInTime() throws Exception {
        CompletableFuture<MethodResult> result =
                device.invokeAsync("reboot", "1", Duration.ofSeconds(10), Duration.ofSeconds(30));

        fixture.open(device).subscribeToMethods(ECHO, null);

        assertThat(result).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(new MethodResult(200, "{\"reboot\":1}"));
    }

    @Test
    void aMethodThatIsNotAnsweredFailsWith504101() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        fixture.open(device).subscribeToMethods(answeringAfter(end), null);

        assertFailure(
                504_101, "GatewayTimeout", () -> device.invoke("reboot", "{}", Duration.ofMillis(200), Duration.ZERO));

        end.countDown();
        assertThat(device.invoke("next", "{}").status()).isEqualTo(200);
    }

    @Test
    void aMethodWhoseConnectionIsLostFailsWith404104() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        fixture.open(device)
                .subscribeToMethods(
                        (name, payload, context) -> {
                            called.countDown();
                            return answeringAfter(end).onMethodInvoked(name, payload, context);
                        },
                        null);
        CompletableFuture<MethodResult> result =
                device.invokeAsync("reboot", "{}", Duration.ofSeconds(30), Duration.ZERO);
        called.await();

        fixture.hub().faults().cut(device);

        assertFailure(404_104, "DeviceConnectionClosedRemotely", result::join);
        end.countDown();
    }

    @Test
    void anAnswerThatIsTooLargeClosesTheConnection() throws Exception {
        DeviceClient client = fixture.open(device);
        client.subscribeToMethods(
                (name, payload, context) -> new DirectMethodResponse(200, "x".repeat(129 * 1024)), null);

        assertFailure(404_104, "DeviceConnectionClosedRemotely", () -> device.invoke("dump", "{}"));
    }

    @Test
    void aPayloadThatIsTooLargeOrNoJsonIsRefused() {
        assertFailure(400_004, "ArgumentInvalid", () -> device.invoke("reboot", "{"));
        assertFailure(413_001, "MessageTooLarge", () -> device.invoke("reboot", '"' + "x".repeat(129 * 1024) + '"'));
    }

    @Test
    void aMethodOfADeletedDeviceFailsWith404001() {
        device.delete();

        assertFailure(404_001, "DeviceNotFound", () -> device.invoke("reboot", "{}"));
    }

    @Test
    void methodsReachADeviceAgainThatCameBackWithItsSession() throws Exception {
        fixture.open(device).subscribeToMethods(ECHO, null);
        fixture.hub().faults().cut(device);
        await().until(() -> !device.isConnected());

        DeviceClient again = fixture.open(device);
        CompletableFuture<MethodResult> unanswered =
                device.invokeAsync("early", "{}", Duration.ofMillis(300), Duration.ZERO);
        assertFailure(504_101, "GatewayTimeout", unanswered::join);

        fixture.hub().faults().forgetSessions();
        again.close();
        fixture.open(device);
        assertFailure(404_103, "DeviceNotOnline", () -> device.invoke("reboot", "{}"));
    }

    private static MethodCallback answeringAfter(CountDownLatch latch) {
        return (name, payload, context) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new DirectMethodResponse(200, "late");
        };
    }

    private static void assertFailure(int code, String name, ThrowingCallable call) {
        assertThatThrownBy(() -> unwrapped(call)).isInstanceOfSatisfying(HubFailure.class, failure -> {
            assertThat(failure.errorCode()).isEqualTo(code);
            assertThat(failure.name()).isEqualTo(name);
            assertThat(failure.httpStatus()).isEqualTo(code / 1000);
        });
    }

    private static void unwrapped(ThrowingCallable call) throws Throwable {
        try {
            call.call();
        } catch (CompletionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
