package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageType;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.MqttIotHubConnection;
import com.microsoft.azure.sdk.iot.device.twin.DeviceOperations;
import io.deckhand.CloudMessage;
import io.deckhand.core.internal.link.MqttTopics;
import io.deckhand.core.internal.link.Settlement;
import io.deckhand.core.internal.link.Tap;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttDeliveryToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

/** What goes past the SDK is to look, on the wire, as what it would have written itself. */
class MqttTopicsTest {
    private static final String DEVICE = "dev.1:a@b";
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final MqttTopics topics = new MqttTopics(DEVICE);
    private final MqttAsyncClient paho = mock(MqttAsyncClient.class);
    private MqttIotHubConnection sdk;

    /** The SDK's own connection, over a Paho client that only listens. */
    @BeforeEach
    void openSdk() throws Exception {
        DeviceClient client = new DeviceClient(
                "HostName=hub.invalid;DeviceId=" + DEVICE + ";SharedAccessKey=cHJvYmU=", IotHubClientProtocol.MQTT);
        sdk = new MqttIotHubConnection(client.getConfig());
        set(MqttIotHubConnection.class, "state", sdk, IotHubConnectionStatus.CONNECTED);
        for (String channel : List.of("deviceMessaging", "directMethod", "deviceTwin")) {
            Object mqtt = field(MqttIotHubConnection.class, channel).get(sdk);
            set(mqtt.getClass().getSuperclass(), "mqttAsyncClient", mqtt, paho);
        }
        when(paho.isConnected()).thenReturn(true);
        when(paho.getPendingDeliveryTokens()).thenReturn(new MqttDeliveryToken[0]);
        when(paho.publish(any(String.class), any())).thenReturn(mock(MqttDeliveryToken.class));
        when(paho.subscribe(any(String.class), anyInt())).thenReturn(mock(IMqttToken.class));
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static void set(Class<?> type, String name, Object owner, Object value)
            throws ReflectiveOperationException {
        field(type, name).set(owner, value);
    }

    private String writtenBySdk(Message message) throws Exception {
        message.setConnectionDeviceId(DEVICE);
        sdk.sendMessage(message);
        ArgumentCaptor<String> topic = ArgumentCaptor.captor();
        verify(paho).publish(topic.capture(), any());
        return topic.getValue();
    }

    private static TelemetryMessage telemetry(Map<String, String> properties) {
        return new TelemetryMessage(
                "id 1/ü", BODY, properties, "application/json; charset=utf-8", "utf-8", "thermostat", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with space",
                "a+b",
                "a&b=c",
                "50%",
                "%41",
                "$.mid",
                "ümläut",
                "日本",
                "a/b",
                "#",
                "~*-._!'()"
            })
    void propertiesAreWrittenAsTheSdkWritesThem(String hard) throws Exception {
        TelemetryMessage message = telemetry(Map.of(hard, hard));
        assertThat(topics.telemetry(message)).isEqualTo(writtenBySdk(SdkMessages.telemetry(message)));
    }

    @Test
    void ofNamesThatDifferInCaseTheLastCountsAndWhatIsEmptyIsLeftOut() throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("Level", "1");
        properties.put("none", "");
        properties.put("other", "x");
        properties.put("level", "2");
        TelemetryMessage message = telemetry(properties);
        assertThat(topics.telemetry(message))
                .isEqualTo(writtenBySdk(SdkMessages.telemetry(message)))
                .endsWith("&other=x&level=2");
    }

    @Test
    void aMessageWithoutAnythingIsWrittenAsTheSdkWritesIt() throws Exception {
        TelemetryMessage message = new TelemetryMessage("id", BODY, Map.of(), null, null);
        assertThat(topics.telemetry(message)).isEqualTo(writtenBySdk(SdkMessages.telemetry(message)));
    }

    @Test
    void namesThatTheSdkReservesAreRefusedAsItRefusesThem() {
        TelemetryMessage message = telemetry(Map.of("iothub-messageid", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> SdkMessages.telemetry(message));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topics.telemetry(message))
                .withMessageContaining("iothub-messageid");
    }

    @Test
    void answersAndQuestionsGoWhereTheSdkSendsThem() throws Exception {
        IotHubTransportMessage answer = new IotHubTransportMessage(BODY, MessageType.DEVICE_METHODS);
        answer.setDeviceOperationType(DeviceOperations.DEVICE_OPERATION_METHOD_SEND_RESPONSE);
        answer.setRequestId("1a");
        answer.setStatus("-7");
        assertThat(MqttTopics.methodAnswer(-7, "1a")).isEqualTo(writtenBySdk(answer));
    }

    @Test
    void theTwinIsAskedWhereTheSdkAsksForIt() throws Exception {
        assertThat(MqttTopics.twinGet("1a"))
                .isEqualTo(writtenBySdk(twin(DeviceOperations.DEVICE_OPERATION_TWIN_GET_REQUEST)));
    }

    @Test
    void propertiesAreReportedWhereTheSdkReportsThem() throws Exception {
        assertThat(MqttTopics.reportedPatch("1a"))
                .isEqualTo(
                        writtenBySdk(twin(DeviceOperations.DEVICE_OPERATION_TWIN_UPDATE_REPORTED_PROPERTIES_REQUEST)));
    }

    private static IotHubTransportMessage twin(DeviceOperations operation) {
        IotHubTransportMessage question = new IotHubTransportMessage(BODY, MessageType.DEVICE_TWIN);
        question.setDeviceOperationType(operation);
        question.setRequestId("1a");
        return question;
    }

    @Test
    void whatArrivesIsReadFromItsTopic() {
        List<String> heard = new ArrayList<>();
        Tap tap = new Tap() {
            @Override
            public void methodCalled(String requestId, String method, byte[] payload) {
                heard.add("call " + method + " " + requestId);
            }

            @Override
            public void twinAnswered(String requestId, int status, byte[] body) {
                heard.add("twin " + status + " " + requestId);
            }

            @Override
            public void desiredChanged(byte[] patch) {
                heard.add("desired");
            }

            @Override
            public void messageArrived(Optional<String> input, CloudMessage message, Settlement settlement) {}

            @Override
            public void certificateAnswered(String requestId, int status, byte[] body) {}

            @Override
            public void connectionLost(Throwable cause) {}
        };
        assertThat(MqttTopics.read("$iothub/methods/POST/a?b/?$rid=1", BODY, tap))
                .isTrue();
        assertThat(MqttTopics.read("$iothub/twin/res/204/?$rid=2&$version=7", BODY, tap))
                .isTrue();
        assertThat(MqttTopics.read("$iothub/twin/PATCH/properties/desired/?$version=3", BODY, tap))
                .isTrue();
        assertThat(MqttTopics.read("$iothub/methods/POST/noId/", BODY, tap)).isFalse();
        assertThat(MqttTopics.read("$iothub/other", BODY, tap)).isFalse();
        assertThat(heard).containsExactly("call a?b 1", "twin 204 2", "desired");
    }

    @Test
    void eachMessageHasItsOwnIdAndOptions() {
        Map<String, String> hot = Map.of("room", "boiler house");
        Map<String, String> cold = Map.of("room", "cellar");
        for (String id : List.of("id-1", "id-2", "id-3")) {
            String start = "devices/" + DEVICE + "/messages/events/$.mid=" + id + "&$.cdid=dev.1%3Aa%40b";
            assertThat(topicOf(id, hot, "application/json"))
                    .isEqualTo(start + "&$.ct=application%2Fjson&room=boiler%20house");
            assertThat(topicOf(id, hot, null)).isEqualTo(start + "&room=boiler%20house");
            assertThat(topicOf(id, cold, null)).isEqualTo(start + "&room=cellar");
            assertThat(topicOf(id, cold, null)).isEqualTo(start + "&room=cellar");
        }
    }

    private String topicOf(String id, Map<String, String> properties, @Nullable String contentType) {
        return topics.telemetry(new TelemetryMessage(id, BODY, properties, contentType, null));
    }
}
