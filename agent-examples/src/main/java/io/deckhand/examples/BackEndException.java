package io.deckhand.examples;

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

/** Says in one line why a back end did not get what it asked for. */
final class BackEndException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_ONLINE = 404_103;
    private static final int CONNECTION_CLOSED = 404_104;

    /** Whether the hub was not reached: asking again may help. */
    private final boolean unreached;

    private BackEndException(String message, boolean unreached, Throwable cause) {
        super(message, cause);
        this.unreached = unreached;
    }

    boolean isUnreached() {
        return unreached;
    }

    /** {@return the hub's refusal in words} */
    static BackEndException of(IotHubException refusal, String deviceId) {
        return new BackEndException(sentence(refusal, deviceId) + " (" + code(refusal) + ")", false, refusal);
    }

    /** {@return why the hub was not reached, or went away} */
    static BackEndException of(IOException failure, String hostName) {
        return new BackEndException(sentence(failure, hostName), true, failure);
    }

    private static String sentence(IotHubException refusal, String deviceId) {
        String device = "Device '" + deviceId + "' ";
        if (refusal instanceof IotHubNotFoundException) {
            return switch (refusal.getErrorCode()) {
                case NOT_ONLINE -> device + "is not connected, or takes no direct methods.";
                case CONNECTION_CLOSED -> device + "lost its connection before it answered.";
                default -> device + "does not exist.";
            };
        }
        if (refusal instanceof IotHubGatewayTimeoutException) {
            return device + "did not answer in time.";
        }
        if (refusal instanceof IotHubUnauthorizedException) {
            return "The hub refused the credentials. Check the connection string, and what its policy allows.";
        }
        if (refusal instanceof IotHubConflictException) {
            return device + "exists already.";
        }
        if (refusal instanceof IotHubTooManyRequestsException) {
            return "The hub wants fewer requests. Try again later.";
        }
        return "The hub refused: " + firstLine(refusal);
    }

    private static String code(IotHubException refusal) {
        return refusal.getErrorCode() > 0
                ? Integer.toString(refusal.getErrorCode())
                : refusal.getErrorCodeDescription().name();
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
