package io.deckhand.core.internal.link.sdk;

import static java.util.Map.entry;

import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpConnectionForcedException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpConnectionFramingErrorException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpConnectionThrottledException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpInternalErrorException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpLinkDetachForcedException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpLinkMessageSizeExceededException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpLinkStolenException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpNotFoundException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpResourceLimitExceededException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.AmqpUnauthorizedAccessException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.ProtonIOException;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.exceptions.MqttBadUsernameOrPasswordException;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.exceptions.MqttIdentifierRejectedException;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.exceptions.MqttServerUnavailableException;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.exceptions.MqttUnauthorizedException;
import io.deckhand.FailureCause;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.FailureSearch;
import io.deckhand.core.internal.link.TlsTrouble;
import java.util.Locale;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Classifies failures of the SDK. The SDK's own classification cannot be used: it treats an untrusted certificate as
 * retryable, and reports an exceeded quota as "no network". So the whole chain of causes is searched.
 */
public final class FailureDiagnosis {
    private static final Map<IotHubStatusCode, FailureCause> BY_STATUS = Map.of(
            IotHubStatusCode.UNAUTHORIZED, FailureCause.CREDENTIALS_REFUSED,
            IotHubStatusCode.NOT_FOUND, FailureCause.DEVICE_UNKNOWN,
            IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE, FailureCause.MESSAGE_TOO_LARGE,
            IotHubStatusCode.SERVER_BUSY, FailureCause.HUB_UNAVAILABLE,
            IotHubStatusCode.INTERNAL_SERVER_ERROR, FailureCause.HUB_UNAVAILABLE,
            IotHubStatusCode.QUOTA_EXCEEDED, FailureCause.QUOTA_EXCEEDED,
            IotHubStatusCode.THROTTLED, FailureCause.THROTTLED);

    private static final Map<Class<? extends Throwable>, FailureCause> BY_TYPE = Map.ofEntries(
            entry(MqttUnauthorizedException.class, FailureCause.CREDENTIALS_REFUSED),
            entry(MqttBadUsernameOrPasswordException.class, FailureCause.CREDENTIALS_REFUSED),
            entry(MqttIdentifierRejectedException.class, FailureCause.CREDENTIALS_REFUSED),
            entry(MqttServerUnavailableException.class, FailureCause.HUB_UNAVAILABLE),
            entry(AmqpUnauthorizedAccessException.class, FailureCause.CREDENTIALS_REFUSED),
            entry(AmqpNotFoundException.class, FailureCause.DEVICE_UNKNOWN),
            entry(AmqpLinkStolenException.class, FailureCause.ANOTHER_CLIENT),
            entry(AmqpLinkMessageSizeExceededException.class, FailureCause.MESSAGE_TOO_LARGE),
            entry(AmqpResourceLimitExceededException.class, FailureCause.QUOTA_EXCEEDED),
            entry(AmqpConnectionThrottledException.class, FailureCause.THROTTLED),
            entry(AmqpConnectionForcedException.class, FailureCause.HUB_UNAVAILABLE),
            entry(AmqpLinkDetachForcedException.class, FailureCause.HUB_UNAVAILABLE),
            entry(AmqpConnectionFramingErrorException.class, FailureCause.CONNECTION_LOST),
            entry(AmqpInternalErrorException.class, FailureCause.HUB_UNAVAILABLE));

    private static final FailureSearch SEARCH = new FailureSearch(FailureDiagnosis::causeOf);

    private FailureDiagnosis() {}

    /** Classifies the failure of a connection attempt. */
    public static Failure ofAttempt(Throwable evidence) {
        return SEARCH.ofAttempt(evidence);
    }

    /** Classifies the loss of a connection; in most cases nothing is known beyond the loss itself. */
    public static Failure ofLoss(@Nullable Throwable evidence) {
        return SEARCH.ofLoss(evidence);
    }

    /** Proton passes on only the text of an exception. */
    private static @Nullable FailureCause causeIn(String text) {
        if (TlsTrouble.of(text).isPresent()) {
            return FailureCause.TLS_HANDSHAKE_FAILED;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("refused")) {
            return FailureCause.CONNECTION_REFUSED;
        }
        if (lower.contains("unresolved") || lower.contains("unknown host")) {
            return FailureCause.NAME_NOT_RESOLVED;
        }
        if (lower.contains("unreachable") || lower.contains("no route")) {
            return FailureCause.NETWORK_UNREACHABLE;
        }
        if (lower.contains("certificat") || lower.contains("certification path") || lower.contains("pkix")) {
            return FailureCause.TLS_NOT_TRUSTED;
        }
        if (lower.contains("reset") || lower.contains("broken pipe") || lower.contains("closed")) {
            return FailureCause.CONNECTION_LOST;
        }
        return lower.contains("timed out") ? FailureCause.TIMED_OUT : null;
    }

    private static @Nullable FailureCause causeOf(Throwable evidence) {
        if (isOfTheProxy(String.valueOf(evidence.getMessage()))) {
            return FailureCause.PROXY_REFUSED;
        }
        if (evidence instanceof IotHubClientException known) {
            return BY_STATUS.get(known.getStatusCode());
        }
        if (evidence instanceof ProtonIOException) {
            return causeIn(String.valueOf(evidence.getMessage()));
        }
        if (BY_TYPE.containsKey(evidence.getClass())) {
            return BY_TYPE.get(evidence.getClass());
        }
        if (evidence instanceof TransportException) {
            return String.valueOf(evidence.getMessage()).startsWith("Timed out") ? FailureCause.TIMED_OUT : null;
        }
        // The connection ended between two steps of opening it.
        return evidence instanceof MqttException paho
                        && paho.getReasonCode() == MqttException.REASON_CODE_CLIENT_NOT_CONNECTED
                ? FailureCause.CONNECTION_LOST
                : null;
    }

    /** Messages of the SDK over MQTT, and of Proton: neither has an exception type for it. */
    private static boolean isOfTheProxy(String text) {
        return text.startsWith("Unable to tunnel through") || text.contains("Proxy connect request failed");
    }
}
