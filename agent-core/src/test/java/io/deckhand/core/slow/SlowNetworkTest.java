package io.deckhand.core.slow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.Transport;
import io.deckhand.core.TestedLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hub and device at the ends of a network whose kernel delays and drops packets: two network namespaces. What is sent arrives, once, over
 * one connection.
 */
@Tag("chaos")
class SlowNetworkTest {
    /**
     * A network.
     *
     * @param rate in the words of tc
     * @param delayMillis of each direction
     * @param loss the share of packets that is lost in each direction
     */
    private record Network(String rate, int delayMillis, double loss) {}

    /** What the device sends, and how often an idle connection is checked. */
    private record Load(int messages, int bytes, int keepAliveSeconds) {}

    private static final Network SLOW = new Network("64kbit", 0, 0);
    private static final Network GSM = new Network("9600bit", 450, 0);

    /** To the hub, a packet of MQTT counts only when it is complete: 128 KB take two minutes. */
    private static final int FOUR_MINUTES = 240;

    private static final String HUB = "10.97.0.1";

    @TempDir
    Path directory;

    static Stream<Arguments> networks() {
        return TestedLink.transports()
                .flatMap(transport -> Stream.of(
                        Arguments.of(transport, SLOW, new Load(1, 200_000, 60)),
                        Arguments.of(transport, SLOW, new Load(400, 1_000, 60)),
                        Arguments.of(transport, GSM, new Load(20, 500, FOUR_MINUTES)),
                        Arguments.of(transport, new Network("64kbit", 0, 0.01), new Load(100, 1_000, 60)),
                        Arguments.of(transport, new Network("64kbit", 0, 0.1), new Load(100, 1_000, 60))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everythingPassesOverOneConnection(Transport transport, Network network, Load load) throws Exception {
        assumeTrue(
                run(
                                "unshare -n bash -c 'ip link add near type veth peer name far && tc qdisc add dev near root tbf rate 64kbit"
                                        + " burst 6kb latency 3s && command -v nsenter'")
                        == 0,
                () -> "No network namespace with a shaped veth can be made here: " + output());
        assumeTrue(
                network.loss() == 0
                        || run("unshare -n iptables -A INPUT -m statistic --mode random --probability 0.1 -j DROP")
                                == 0,
                () -> "iptables cannot drop packets at random here: " + output());
        String messages = load.messages() + " " + load.bytes();
        int code = run(String.join(
                "\n",
                "unshare -n bash -e <<'END'",
                "trap 'kill $(jobs -p) 2>/dev/null' EXIT",
                "unshare -n sleep 900 & other=$!",
                "until [ $(readlink /proc/$other/ns/net) != $(readlink /proc/self/ns/net) ]; do :; done",
                "ip link add near type veth peer name far",
                "ip link set far netns $other",
                "ip addr add 10.97.0.2/24 dev near; ip link set near up; ip link set lo up",
                "nsenter -t $other -n ip addr add " + HUB + "/24 dev far",
                "nsenter -t $other -n ip link set far up; nsenter -t $other -n ip link set lo up",
                "tc qdisc add dev near root tbf rate " + network.rate() + " burst 6kb latency 3s",
                "nsenter -t $other -n tc qdisc add dev far root tbf rate " + network.rate() + " burst 6kb latency 3s",
                loss("", "near", network),
                loss("nsenter -t $other -n", "far", network),
                "nsenter -t $other -n " + java("hub", HUB, network.delayMillis(), messages) + " &",
                "hub=$!",
                java("device", transport, load.keepAliveSeconds(), messages),
                "wait $hub",
                "END"));
        assertThat(code).as(output()).isZero();
        if (network.loss() < 0.1) {
            assertThat(directory.resolve("done")).hasContent("connections: 1");
            assertThat(directory.resolve("hub")).hasContent("connections: 1");
        }
    }

    private static String loss(String where, String device, Network network) {
        return network.loss() == 0
                ? ":"
                : where + " iptables -A INPUT -i " + device + " -m statistic --mode random --probability "
                        + network.loss() + " -j DROP";
    }

    private String java(String end, Object what, int number, String messages) {
        return String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx200m",
                TestedLink.OPTION,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FarDevice.class.getName(),
                end,
                directory.toString(),
                what.toString(),
                String.valueOf(number),
                messages);
    }

    private int run(String script) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start()
                .waitFor();
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
