package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import org.junit.jupiter.api.Test;

class SdkInternalsTest {
    @Test
    void theTimerOfAnAmqpConnectionCanRest() throws Exception {
        DeviceClient client = new DeviceClient(
                "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=AAAA", IotHubClientProtocol.AMQPS);
        AmqpsIotHubConnection connection = new AmqpsIotHubConnection(client.getConfig(), "d");
        SdkInternals.sendEvery(connection, 1_000);
        assertThat(connection).hasFieldOrPropertyWithValue("sendInterval", 1_000);
    }

    @Test
    void theThreadsThatSweepOldMessagesAreKnown() throws Exception {
        DeviceClient client = new DeviceClient(
                "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=AAAA", IotHubClientProtocol.MQTT);
        assertThat(SdkInternals.sweepers(client)).hasSize(2).allMatch(thread -> thread.getState() == Thread.State.NEW);
    }
}
