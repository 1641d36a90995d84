package io.deckhand.examples;

import com.microsoft.azure.sdk.iot.service.exceptions.ErrorCodeDescription;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubGatewayTimeoutException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Describes in one line why a request of a back end failed. */
final class BackEndException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_ONLINE = 404_103;
    private static final int CONNECTION_CLOSED = 404_104;

    /** Whether the hub could not be reached: a retry may help. */
    private final boolean unreached;

    private BackEndException(String message, boolean unreached, Throwable cause) {
        super(message, cause);
        this.unreached = unreached;
    }

    boolean isUnreached() {
        return unreached;
    }

    /** {@return a description of the hub's refusal} */
    static BackEndException of(IotHubException refusal, String deviceId) {
        return new BackEndException(sentence(refusal, deviceId) + code(refusal), false, refusal);
    }

    /** {@return why the hub could not be reached, or why the connection was lost} */
    static BackEndException of(IOException failure, String hostName) {
        return new BackEndException(sentence(failure, hostName), true, failure);
    }

    /** {@return why the hub could not be reached, if the SDK does not throw an {@link IOException}} */
    static BackEndException unreached(Exception failure, String hostName) {
        return failure instanceof IOException known
                ? of(known, hostName)
                : new BackEndException(
                        "The hub at " + hostName + " cannot be reached: " + firstLine(failure) + ".", true, failure);
    }

    private static String sentence(IotHubException refusal, String deviceId) {
        String device = "Device '" + deviceId + "' ";
        if (refusal instanceof IotHubNotFoundException) {
            return switch (refusal.getErrorCode()) {
                case NOT_ONLINE -> device + "is not connected, or accepts no direct methods.";
                case CONNECTION_CLOSED -> device + "lost its connection before it answered.";
                default -> device + "does not exist.";
            };
        }
        if (refusal instanceof IotHubGatewayTimeoutException) {
            return device + "did not answer in time.";
        }
        if (refusal instanceof IotHubUnauthorizedException) {
            return "The hub refused the credentials. Check the connection string, and the permissions of its policy.";
        }
        if (refusal instanceof IotHubConflictException) {
            return device + "exists already.";
        }
        if (refusal instanceof IotHubTooManyRequestsException) {
            return "The hub throttles requests. Try again later.";
        }
        return "The hub refused: " + firstLine(refusal);
    }

    /** Over AMQP the SDK provides no code. */
    private static String code(IotHubException refusal) {
        if (refusal.getErrorCode() > 0) {
            return " (" + refusal.getErrorCode() + ")";
        }
        ErrorCodeDescription code = refusal.getErrorCodeDescription();
        return code == ErrorCodeDescription.UnclassifiedErrorCode ? "" : " (" + code + ")";
    }

    private static String sentence(IOException failure, String hostName) {
        String hub = "The hub at " + hostName + " ";
        if (failure instanceof UnknownHostException) {
            return hub + "was not found: its name has no address.";
        }
        if (failure instanceof ConnectException) {
            return hub + "cannot be reached: " + firstLine(failure).toLowerCase(Locale.ROOT) + ".";
        }
        if (failure instanceof SocketTimeoutException) {
            return hub + "did not answer in time.";
        }
        if (failure instanceof SSLException) {
            return hub + "is not trusted. For a local hub give its certificate with --ca.";
        }
        return hub + "went away: " + firstLine(failure) + ".";
    }

    private static String firstLine(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse(failure.toString());
    }
}
