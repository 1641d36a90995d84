package io.deckhand.bench.device;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Disposition;
import io.deckhand.Transport;
import io.deckhand.bench.device.Payloads.Pause;
import io.deckhand.bench.device.Payloads.Reading;
import io.deckhand.bench.device.Payloads.Sensor;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Link;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/** The agent, used as in its README. */
final class AgentDevice implements Device {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int OUTBOX = 1_000_000;
    private static final long OUTBOX_BYTES = 512 * 1024 * 1024;

    private final DeviceAgent agent;

    private AgentDevice(DeviceAgent agent) {
        this.agent = agent;
    }

    static AgentDevice open(
            String connectionString,
            Link link,
            Transport transport,
            SSLContext trust,
            DrawnDelays delays,
            DesiredClock desired) {
        AgentBuilder builder = AgentBuilder.forConnectionString(connectionString)
                .sslContext(trust)
                .link(link)
                .transport(transport)
                .handlers(new Handlers(desired, delays))
                .reconnect(delays)
                .outboxCapacity(OUTBOX)
                .outboxBytes(OUTBOX_BYTES);
        String stores = System.getProperty("deckhand.bench.stores");
        if (stores != null) {
            builder.storeIn(Path.of(stores, UUID.randomUUID().toString()));
        }
        DeviceAgent agent = builder.build();
        agent.start(PATIENCE);
        return new AgentDevice(agent);
    }

    /** {@return handlers that many devices may share} */
    static Object handlers(DesiredClock desired, DrawnDelays delays) {
        return new Handlers(desired, delays);
    }

    @Override
    public void send(byte[] body, Acknowledgement acknowledgement) {
        agent.sendAsync(body, Map.of()).whenComplete((nothing, failure) -> acknowledgement.arrived(failure));
    }

    @Override
    public void sendAndForget(byte[] body) {
        agent.sendAsync(body, Map.of());
    }

    @Override
    public void report(String name, Object value, Acknowledgement acknowledgement) {
        agent.reportAsync(name, value).whenComplete((nothing, failure) -> acknowledgement.arrived(failure));
    }

    @Override
    public boolean isConnected() {
        return agent.state() == ConnectionState.CONNECTED;
    }

    @Override
    public void close() {
        agent.close();
    }

    /** One call of a method at a time, as by default; a longer queue, as the bench has 256 calls under way. */
    private static final class Handlers {
        private final DesiredClock desired;
        private final DrawnDelays delays;

        Handlers(DesiredClock desired, DrawnDelays delays) {
            this.desired = desired;
            this.delays = delays;
        }

        @DirectMethod(queue = 1000)
        Reading read(Sensor sensor) {
            return new Reading(sensor.sensor, 21.5);
        }

        @DirectMethod
        void slow(Pause pause) throws InterruptedException {
            Thread.sleep(pause.millis);
        }

        @DesiredProperty("sentAt")
        void changed(String sentAt) {
            desired.heard(sentAt);
        }

        @CloudToDevice
        Disposition notice(CloudMessage unused) {
            return Disposition.COMPLETE;
        }

        @ConnectionChange
        void connection(ConnectionState state) {
            if (state == ConnectionState.CONNECTED) {
                delays.connected();
            }
        }
    }
}
