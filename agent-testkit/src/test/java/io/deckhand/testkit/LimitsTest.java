package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubMessageTooLargeException;
import com.microsoft.azure.sdk.iot.service.jobs.DirectMethodsJobOptions;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.query.TwinQueryResponse;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The limits of a hub, each gone up to and one beyond by an unmodified client. Those of methods, jobs, queues, modules and
 * throttles are in the tests of those.
 */
@LocalHubTest
class LimitsTest {
    private static final long MAX_INTEGER = 4_503_599_627_370_495L;
    private static final int BAD_FORMAT = 400;
    private static final int TOO_LARGE = 413;
    /** Errors that come over AMQP have no number. */
    private static final int NONE = 0;

    /** Does something at a limit. */
    private interface Attempt {
        void make(LocalHub hub, HubDevice device) throws Exception;
    }

    /** What is just allowed, and what is one too much. */
    @SuppressWarnings("ImmutableEnumChecker") // Attempts keep nothing.
    enum Limit {
        TAGS_TAKE_8_KB(TOO_LARGE, IotHubException.class, tags(8 * 1024), tags(8 * 1024 + 1)),
        DESIRED_PROPERTIES_TAKE_32_KB(TOO_LARGE, IotHubException.class, desired(32 * 1024), desired(32 * 1024 + 1)),
        TEN_LEVELS_DEEP(nested(10), nested(11)),
        A_NAME_OF_1024_BYTES(property("n".repeat(1024), 1), property("n".repeat(1025), 1)),
        A_NAME_WITHOUT_SPACES(property("a-b", 1), property("a b", 1)),
        A_TEXT_OF_4096_BYTES(property("t", "x".repeat(4096)), property("t", "x".repeat(4097))),
        AN_INTEGER_OF_52_BITS(property("i", MAX_INTEGER), property("i", MAX_INTEGER + 1)),
        A_NEGATIVE_INTEGER_OF_52_BITS(property("i", -MAX_INTEGER - 1), property("i", -MAX_INTEGER - 2)),
        NO_NULL_IN_AN_ARRAY(property("a", List.of(1)), property("a", Arrays.asList(1, null))),
        A_DEVICE_ID_OF_128_CHARACTERS(identity(128), identity(129)),
        A_QUERY_OF_8192_CHARACTERS(query(8192), query(8193)),
        A_JOBS_PAYLOAD_OF_128_KB(TOO_LARGE, IotHubException.class, job(128 * 1024), job(128 * 1024 + 1)),
        A_MESSAGE_OF_64_KB(NONE, IotHubMessageTooLargeException.class, message(64 * 1024), message(64 * 1024 + 1)),
        A_MESSAGE_ID_OF_128_CHARACTERS(NONE, IotHubException.class, messageId(128), messageId(129)),
        A_MESSAGE_WAITS_TWO_DAYS(NONE, IotHubException.class, expiry(47 * 3600), expiry(49 * 3600));

        private final int code;
        private final Class<? extends IotHubException> type;
        private final Attempt allowed;
        private final Attempt oneTooMuch;

        Limit(int code, Class<? extends IotHubException> type, Attempt allowed, Attempt oneTooMuch) {
            this.code = code;
            this.type = type;
            this.allowed = allowed;
            this.oneTooMuch = oneTooMuch;
        }

        Limit(Attempt allowed, Attempt oneTooMuch) {
            this(BAD_FORMAT, IotHubBadFormatException.class, allowed, oneTooMuch);
        }
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void oneBeyondTheLimitIsRefused(Limit limit, LocalHub hub, HubDevice device) throws Exception {
        limit.allowed.make(hub, device);

        IotHubException refusal = catchThrowableOfType(IotHubException.class, () -> limit.oneTooMuch.make(hub, device));

        assertThat(refusal).isExactlyInstanceOf(limit.type);
        if (limit.code == NONE) {
            assertThat(refusal).hasMessageMatching("(?s).*(com.microsoft:argument-error|MessageTooLarge).*");
        } else {
            assertThat(refusal.getErrorCode()).isEqualTo(limit.code);
        }
    }

    @Test
    void aPageHasAHundredResultsHoweverManyAreAskedFor(LocalHub hub) throws Exception {
        for (int i = 0; i < 101; i++) {
            hub.createDevice("page-" + i);
        }
        QueryPageOptions thousand = QueryPageOptions.builder().pageSize(1000).build();

        TwinQueryResponse response =
                ServiceClients.queries(hub).queryTwins("SELECT * FROM devices WHERE deviceId >= 'page-'", thousand);

        assertThat(response.getContinuationToken()).isNotNull();
        List<String> ids = new ArrayList<>();
        while (response.hasNext()) {
            ids.add(response.next(thousand).getDeviceId());
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(101).doesNotHaveDuplicates();
    }

    @Test
    void telemetryHas256KbWithItsIdOf128Characters(LocalHub hub, HubDevice device) throws Exception {
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        client.open(false);
        try {
            String id = "i".repeat(128);
            client.sendEvent(telemetry(id, 256 * 1024 - 4096));
            assertThat(device.telemetry()).hasSize(1);

            assertThat(refusal(client, telemetry(id, 256 * 1024))).isEqualTo(IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE);
            // The client has no name for com.microsoft:argument-error.
            assertThat(refusal(client, telemetry(id + "i", 1))).isEqualTo(IotHubStatusCode.ERROR);

            assertThat(device.telemetry()).hasSize(1);
        } finally {
            client.close();
        }
    }

    @Test
    void aModuleHasNoModules(LocalHub hub, HubDevice device) throws Exception {
        String body = "[{\"id\":\"" + device.deviceId() + "/m\",\"moduleId\":\"n\",\"importMode\":\"create\"}]";

        assertThat(PlainHttp.ofOwner(hub).send("POST", "/devices", body).body()).contains("\"errorCode\":400301");
    }

    private static IotHubStatusCode refusal(DeviceClient client, com.microsoft.azure.sdk.iot.device.Message message) {
        return catchThrowableOfType(IotHubClientException.class, () -> client.sendEvent(message))
                .getStatusCode();
    }

    private static com.microsoft.azure.sdk.iot.device.Message telemetry(String id, int size) {
        var message = new com.microsoft.azure.sdk.iot.device.Message("x".repeat(size));
        message.setMessageId(id);
        return message;
    }

    /** Names count too: all of them together take so many bytes. */
    private static Attempt tags(int size) {
        return (hub, device) -> {
            Twin twin = new Twin(device.deviceId());
            fill(twin.getTags(), size);
            ServiceClients.twins(hub).patch(twin);
        };
    }

    private static Attempt desired(int size) {
        return (hub, device) -> {
            Twin twin = new Twin(device.deviceId());
            fill(twin.getDesiredProperties(), size);
            ServiceClients.twins(hub).patch(twin);
        };
    }

    private static void fill(Map<String, Object> section, int size) {
        int left = size;
        for (int i = 0; left > 0; i++) {
            String name = "p" + i;
            int value = Math.min(4000, left - name.length());
            section.put(name, "x".repeat(value));
            left -= name.length() + value;
        }
    }

    private static Attempt property(String name, Object value) {
        return (hub, device) -> {
            Twin twin = new Twin(device.deviceId());
            twin.getDesiredProperties().put(name, value);
            ServiceClients.twins(hub).patch(twin);
        };
    }

    private static Attempt nested(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = Map.of("l", value);
        }
        return property("top", value);
    }

    private static Attempt identity(int length) {
        return (hub, device) -> ServiceClients.registry(hub).addDevice(new Device("d".repeat(length)));
    }

    private static Attempt query(int length) {
        String query = "SELECT deviceId FROM devices WHERE deviceId = '";
        String padded = query + "x".repeat(length - query.length() - 1) + "'";
        return (hub, device) -> ServiceClients.queries(hub).queryRaw(padded);
    }

    private static Attempt job(int payload) {
        return (hub, device) -> ServiceClients.jobs(hub)
                .scheduleDirectMethod(
                        "payload",
                        "deviceId = 'nobody'",
                        "reboot",
                        Date.from(Instant.now()),
                        DirectMethodsJobOptions.builder()
                                .payload("x".repeat(payload - 2))
                                .build());
    }

    private static Attempt message(int size) {
        return sent(new Message("x".repeat(size)));
    }

    private static Attempt messageId(int length) {
        Message message = new Message("x");
        message.setMessageId("i".repeat(length));
        return sent(message);
    }

    private static Attempt expiry(int seconds) {
        return (hub, device) -> {
            Message message = new Message("x");
            message.setExpiryTimeUtc(Date.from(Instant.now().plusSeconds(seconds)));
            sent(message).make(hub, device);
        };
    }

    private static Attempt sent(Message message) {
        return (hub, device) -> {
            MessagingClient messaging = ServiceClients.messaging(hub);
            messaging.open();
            try {
                messaging.send(device.deviceId(), message);
            } finally {
                messaging.close();
            }
        };
    }
}
