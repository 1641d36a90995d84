package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.connection.CloseReason;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** Converts the hub's errors to AMQP error conditions. */
final class AmqpErrors {
    private AmqpErrors() {}

    static ErrorCondition of(HubException refusal) {
        return condition(name(refusal.error()), "ErrorCode:" + refusal.error().wireName() + ";" + refusal.getMessage());
    }

    static Rejected rejected(HubException refusal) {
        Rejected rejected = new Rejected();
        rejected.setError(of(refusal));
        return rejected;
    }

    static ErrorCondition of(CloseReason reason) {
        return condition(
                switch (reason) {
                    case REPLACED -> "amqp:link:stolen";
                    case TOKEN_EXPIRED, IDENTITY_CHANGED -> "amqp:unauthorized-access";
                    case HUB_STOPPING, CUT, FAULT_ASKED_FOR -> "amqp:connection:forced";
                },
                "The hub closed it: " + reason.text() + ".");
    }

    static ErrorCondition condition(String name, String description) {
        ErrorCondition condition = new ErrorCondition(Symbol.valueOf(name), description);
        // Clients read it by its position, and so does the real hub write it always.
        condition.setInfo(Map.of());
        return condition;
    }

    private static String name(HubError error) {
        return switch (error) {
            case ARGUMENT_INVALID -> "com.microsoft:argument-error";
            case IOT_HUB_UNAUTHORIZED, IOT_HUB_UNAUTHORIZED_ACCESS -> "amqp:unauthorized-access";
            case DEVICE_NOT_FOUND, MODULE_NOT_FOUND -> "amqp:not-found";
            case DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED, IOT_HUB_QUOTA_EXCEEDED -> "amqp:resource-limit-exceeded";
            case OPERATION_NOT_AVAILABLE_IN_CURRENT_TIER -> "amqp:not-allowed";
            case DEVICE_MESSAGE_LOCK_LOST -> "com.microsoft:message-lock-lost";
            case LINK_CREATION_CONFLICT -> "amqp:link:stolen";
            case PRECONDITION_FAILED -> "com.microsoft:precondition-failed";
            case MESSAGE_TOO_LARGE -> "amqp:link:message-size-exceeded";
            case THROTTLING -> "com.microsoft:device-container-throttled";
            default -> "amqp:internal-error";
        };
    }
}
