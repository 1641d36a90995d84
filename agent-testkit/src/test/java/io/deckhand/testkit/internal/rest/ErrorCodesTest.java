package io.deckhand.testkit.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadGatewayException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubGatewayTimeoutException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubInternalServerErrorException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubServerBusyException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyDevicesException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.ServiceClients;
import io.deckhand.testkit.internal.HubError;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every error the hub has, as the unmodified Java service clients see it in each of the three forms the hub writes it in.
 * The errors' own causes are in the tests of what causes them; here the hub is told to refuse with them.
 */
@LocalHubTest
class ErrorCodesTest {
    private static final Map<Integer, Class<? extends IotHubException>> EXCEPTIONS = Map.ofEntries(
            Map.entry(400, IotHubBadFormatException.class),
            Map.entry(401, IotHubUnauthorizedException.class),
            Map.entry(403, IotHubTooManyDevicesException.class),
            Map.entry(404, IotHubNotFoundException.class),
            Map.entry(409, IotHubConflictException.class),
            Map.entry(412, IotHubPreconditionFailedException.class),
            // The client has an exception of its own for this status, and does not use it here.
            Map.entry(413, IotHubException.class),
            Map.entry(429, IotHubTooManyRequestsException.class),
            Map.entry(500, IotHubInternalServerErrorException.class),
            Map.entry(502, IotHubBadGatewayException.class),
            Map.entry(503, IotHubServerBusyException.class),
            Map.entry(504, IotHubGatewayTimeoutException.class));

    @ParameterizedTest
    @EnumSource(HubError.class)
    void theClientThrowsWhatItHasForIt(HubError error, LocalHub hub, HubDevice device) {
        RegistryClient registry = ServiceClients.registry(hub);
        DirectMethodsClient methods = ServiceClients.methods(hub);
        hub.faults().refuseRequests(device, error.code());
        int status = error.httpStatus();

        assertThat(refusal(status, () -> registry.getDevice(device.deviceId())))
                .hasFieldOrPropertyWithValue("errorCode", status)
                .hasMessageContaining(error.wireName());
        assertThat(refusal(status, () -> registry.getModule(device.deviceId(), "m")))
                .hasFieldOrPropertyWithValue("errorCode", error.code());
        assertThat(refusal(status, () -> methods.invoke(device.deviceId(), "reboot")))
                .hasFieldOrPropertyWithValue("errorCode", error.code());
    }

    @ParameterizedTest
    @EnumSource(HubError.class)
    void theDeviceClientIsToldItsStatusOverHttps(HubError error, LocalHub hub, HubDevice device) throws Exception {
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.HTTPS);
        client.open(false);
        try {
            hub.faults().refuseRequests(device, error.code());

            assertThat(catchThrowableOfType(IotHubClientException.class, () -> client.sendEvent(new Message("x"))))
                    .hasFieldOrPropertyWithValue(
                            "statusCode", IotHubStatusCode.getIotHubStatusCode(error.httpStatus()));
        } finally {
            client.close();
        }
    }

    private static IotHubException refusal(int status, ThrowingCallable call) {
        IotHubException refusal = catchThrowableOfType(IotHubException.class, call);
        assertThat(refusal).isExactlyInstanceOf(EXCEPTIONS.get(status));
        return refusal;
    }
}
