package io.deckhand.testkit.internal.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.methods.MethodInvocation;

/** The operation of a job on each of its devices. */
sealed interface JobWork {
    String TYPE = "type";

    /** {@return the type of jobs with this operation} */
    String type();

    /** {@return the field of the order that contains the operation} */
    String field();

    record CallMethod(MethodInvocation request) implements JobWork {
        static final String TYPE = "scheduleDeviceMethod";
        static final String FIELD = "cloudToDeviceMethod";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String field() {
            return FIELD;
        }
    }

    /**
     * A change of each device's twin.
     *
     * @param change tags and desired properties
     * @param ifMatch the etag each twin must have; {@code *} for any
     */
    record UpdateTwin(ObjectNode change, String ifMatch) implements JobWork {
        static final String TYPE = "scheduleUpdateTwin";
        static final String FIELD = "updateTwin";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String field() {
            return FIELD;
        }
    }

    /**
     * Parses the operation of an order.
     *
     * @throws HubException for an invalid operation (400), or too large a payload (413)
     */
    static JobWork read(ObjectNode order) {
        return switch (checkedType(order.path(TYPE).asText(""))) {
            case CallMethod.TYPE -> new CallMethod(MethodInvocation.read(content(order, CallMethod.FIELD)));
            default -> {
                ObjectNode change = content(order, UpdateTwin.FIELD);
                yield new UpdateTwin(change, change.path("etag").asText("*"));
            }
        };
    }

    /**
     * {@return the type, checked}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is unknown
     */
    static String checkedType(String type) {
        if (type.equals(CallMethod.TYPE) || type.equals(UpdateTwin.TYPE)) {
            return type;
        }
        throw new HubException(
                HubError.ARGUMENT_INVALID,
                "The job's type is '" + type + "'; it must be " + CallMethod.TYPE + " or " + UpdateTwin.TYPE + ".");
    }

    private static ObjectNode content(ObjectNode order, String field) {
        if (order.path(field) instanceof ObjectNode content) {
            return content;
        }
        throw new HubException(
                HubError.ARGUMENT_INVALID,
                "A job of type " + order.path(TYPE).asText() + " needs " + field + ", a JSON object.");
    }
}
