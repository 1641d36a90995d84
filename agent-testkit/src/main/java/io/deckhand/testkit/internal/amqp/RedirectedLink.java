package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;

/** The link at which back ends find the hub's event hub: it ends at once with a redirect. */
final class RedirectedLink implements LinkEndpoint {
    private static final int BUILT_IN_SEGMENTS = 2;

    private final AmqpConnection connection;
    private final Link link;
    private final String hostName;
    private final List<String> path;

    RedirectedLink(AmqpConnection connection, Link link, String hostName, LinkAddress.BuiltInEvents from) {
        this.connection = connection;
        this.link = link;
        this.hostName = hostName;
        path = from.path().subList(BUILT_IN_SEGMENTS, from.path().size());
    }

    @Override
    public void opened() {
        connection.end(link, redirect());
    }

    @Override
    public void delivery(Delivery delivery) {
        // The link has ended.
    }

    private ErrorCondition redirect() {
        String rest = path.isEmpty() ? "$management" : String.join("/", path);
        String address = "amqps://" + hostName + ":" + AmqpProtocol.PORT + "/" + TelemetryLog.EVENT_HUB + "/" + rest;
        Map<Symbol, Object> info = new LinkedHashMap<>();
        info.put(Symbol.valueOf("hostname"), hostName);
        info.put(Symbol.valueOf("network-host"), hostName);
        info.put(Symbol.valueOf("port"), AmqpProtocol.PORT);
        info.put(Symbol.valueOf("address"), address);
        ErrorCondition condition =
                AmqpErrors.condition("amqp:link:redirect", "Telemetry is read from '" + TelemetryLog.EVENT_HUB + "'.");
        condition.setInfo(info);
        return condition;
    }
}
