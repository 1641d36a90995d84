package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.telemetry.EventPosition;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.jspecify.annotations.Nullable;

/** Parses the start position from a link's filter. */
final class EventSelector {
    private static final Symbol FILTER = Symbol.valueOf("apache.org:selector-filter:string");
    private static final Pattern SELECTOR = Pattern.compile(
            "\\s*amqp\\.annotation\\.(?<what>[a-z-]+)\\s*>(?<inclusive>=?)\\s*'?(?<value>@latest|-?\\d{1,18})'?\\s*",
            Pattern.CASE_INSENSITIVE);

    private EventSelector() {}

    /**
     * {@return the position; the beginning if there is no filter}
     *
     * @throws HubException for an unknown filter
     */
    static EventPosition position(Source source) {
        Map<?, ?> filters = source.getFilter();
        Object filter = filters == null ? null : filters.get(FILTER);
        return filter == null ? EventPosition.START : parse(selector(filter));
    }

    private static @Nullable Object selector(Object filter) {
        return filter instanceof DescribedType described ? described.getDescribed() : filter;
    }

    private static EventPosition parse(@Nullable Object selector) {
        Matcher parts = SELECTOR.matcher(String.valueOf(selector));
        if (!parts.matches()) {
            throw unknown(selector);
        }
        boolean inclusive = !parts.group("inclusive").isEmpty();
        String value = parts.group("value");
        EventPosition.Kind kind = switch (parts.group("what")) {
            case "x-opt-offset" -> EventPosition.Kind.OFFSET;
            case "x-opt-sequence-number" -> EventPosition.Kind.SEQUENCE_NUMBER;
            case "x-opt-enqueued-time", "x-opt-enqueuedtimeutc" -> EventPosition.Kind.ENQUEUED_TIME;
            default -> throw unknown(selector);
        };
        return value.equals("@latest")
                ? EventPosition.LATEST
                : new EventPosition(kind, Long.parseLong(value), inclusive);
    }

    private static HubException unknown(@Nullable Object selector) {
        return new HubException(
                HubError.ARGUMENT_INVALID,
                "The filter '" + selector + "' is not known. Expected: amqp.annotation.x-opt-offset > '-1', or "
                        + "x-opt-sequence-number or x-opt-enqueued-time in its place, >= for >, '@latest' for the value.");
    }
}
