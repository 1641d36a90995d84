package io.deckhand.bench.device;

import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.gateway.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** All devices of a JVM, in one gateway. */
public final class GatewayFleet {
    /** The system property with the gateway's pace; without it, devices connect as fast as they can. */
    public static final String CONNECTS_PER_SECOND = "deckhand.bench.connectsPerSecond";

    private static final int AS_FAST_AS_CAN_BE = 10_000;
    private static final int CONNECTING_AT_ONCE = 50;
    private static final long LOOK_AGAIN_MILLIS = 5;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private GatewayFleet() {}

    static List<Device> connect(List<String> connectionStrings, SSLContext trust, Object handlers)
            throws InterruptedException {
        Gateway gateway = Gateway.builder()
                .ioThreads(2)
                .connectsPerSecond(Integer.getInteger(CONNECTS_PER_SECOND, AS_FAST_AS_CAN_BE))
                .connectsAtOnce(CONNECTING_AT_ONCE)
                .eachDevice(device -> device.sslContext(trust).handlers(handlers))
                .build();
        List<Device> devices = new ArrayList<>();
        for (String connectionString : connectionStrings) {
            devices.add(new Leaf(gateway.add(connectionString), gateway));
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (gateway.health().count(ConnectionState.CONNECTED) < devices.size()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Not all devices are connected: " + gateway.health());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return devices;
    }

    private record Leaf(DeviceAgent agent, Gateway gateway) implements Device {
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

        /** Called once for all devices: a gateway closes them together. */
        @Override
        public void close() {
            gateway.close();
        }
    }
}
