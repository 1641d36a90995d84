package io.deckhand.testkit.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubLoad;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.BareSocket;
import io.deckhand.testkit.fixture.Connects;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Connections come and go and leave no socket, thread or memory behind: five hundred in every build, ten thousand and two
 * thousand at once by {@code mvn verify -Pchaos}. How much the hub holds for a device that is connected is a row of
 * {@code agent-bench}.
 */
@ResourceLock("the hub of ConnectionSoakTest")
class ConnectionSoakTest {
    private static final int AT_ONCE = 2_000;
    private static final int COUNTS = 8;
    private static final long SOME_MEGABYTES = 8L * 1024 * 1024;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // Five hundred TLS handshakes take long on a busy machine.
    void fiveHundredConnectionsLeaveNothingBehind() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            Connects connects = new Connects(hub, hub.createDevice("often"));
            connects.make(8);
            connects.awaitNoneLeft();
            Set<String> threads = connects.threads();

            connects.make(500);

            connects.awaitNoneLeft();
            assertThat(connects.threads()).isEqualTo(threads);
        }
    }

    @Tag("chaos")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void tenThousandConnectionsLeaveNothingBehind() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            Connects connects = new Connects(hub, hub.createDevice("soak"));
            connects.make(1_000);
            connects.awaitNoneLeft();
            Set<String> threads = connects.threads();
            long before = heap();

            connects.make(10_000);

            connects.awaitNoneLeft();
            assertThat(connects.threads()).isEqualTo(threads);
            assertThat(heap() - before).isLessThan(SOME_MEGABYTES);
        }
    }

    @Tag("chaos")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void twoThousandAtOnceLeaveNothingBehind() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            Connects connects = new Connects(hub, hub.createDevice("soak"));
            List<HubDevice> devices = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                devices.add(hub.createDevice("d" + i));
            }
            connectAll(hub, devices);
            connects.awaitNoneLeft();
            Set<String> threads = connects.threads();
            long before = heap();

            for (int i = 0; i < 3; i++) {
                connectAll(hub, devices);
                connects.awaitNoneLeft();
            }

            assertThat(connects.threads()).isEqualTo(threads);
            assertThat(heap() - before).isLessThan(SOME_MEGABYTES);
        }
    }

    private static void connectAll(LocalHub hub, List<HubDevice> devices) throws Exception {
        List<BareSocket> open = new ArrayList<>();
        try {
            for (HubDevice device : devices) {
                open.add(BareSocket.mqtt(hub, device));
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> HubLoad.connections(hub) == devices.size());
            assertThat(devices).allMatch(HubDevice::isConnected);
        } finally {
            for (BareSocket socket : open) {
                socket.close();
            }
        }
    }

    /**
     * {@return the bytes of all objects that something holds on to} The use of the heap that the JVM tells after a collection is
     * tens of megabytes off now and then. The JDK's TLS sockets, those of the test, live until they were finalized, which another
     * thread does some time after a collection: so the least of several counts.
     */
    private static long heap() throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COUNTS; i++) {
            System.gc();
            System.runFinalization();
            least = Math.min(least, bytesOfObjects());
        }
        return least;
    }

    private static long bytesOfObjects() throws Exception {
        String[] noOptions = {};
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {noOptions},
                        new String[] {String[].class.getName()});
        String total = histogram
                .toString()
                .lines()
                .reduce((one, next) -> next)
                .orElseThrow()
                .trim();
        return Long.parseLong(total.substring(total.lastIndexOf(' ') + 1)); // "Total", objects, bytes
    }
}
