package io.deckhand.core.identity;

import static org.awaitility.Awaitility.await;

import io.deckhand.AgentHealth;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.core.Provisioning;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.TelemetryMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hubs and their devices in a process of its own, whose host names are in a file: when a hub is deleted, its name
 * goes as well. Prints what happened.
 */
final class DeletedHub {
    private static final int MESSAGES = 50;

    private final Path directory;
    private final LocalHub staying;

    private DeletedHub(Path directory, LocalHub staying) {
        this.directory = directory;
        this.staying = staying;
    }

    /** The arguments: a directory with the file {@code hosts} that the JVM reads names from. */
    public static void main(String... arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (LocalHub staying = LocalHub.builder().host("staying.hub.test").start();
                LocalHub deleted = LocalHub.builder().host("deleted.hub.test").start()) {
            staying.enrollments().link(deleted);
            new DeletedHub(directory, staying).run(deleted);
        }
    }

    private void run(LocalHub deleted) throws Exception {
        Path trusted = Files.writeString(
                directory.resolve("both.pem"),
                Files.readString(staying.caCertificate()) + Files.readString(deleted.caCertificate()));
        List<HubEnrollment> enrollments = new ArrayList<>();
        List<DeviceAgent> agents = new ArrayList<>();
        for (Transport transport : List.of(Transport.MQTT, Transport.AMQPS)) {
            HubEnrollment enrollment = staying.enrollments()
                    .individual("fan-" + transport)
                    .assignTo(deleted)
                    .create();
            enrollments.add(enrollment);
            agents.add(agent(transport, enrollment, trusted));
        }
        for (DeviceAgent agent : agents) {
            agent.start(Agents.SOON);
            agent.report("firmware", "1.2");
            agent.send("before");
        }

        deleted.close();
        Files.writeString(directory.resolve("hosts"), hosts(directory, "staying"));
        enrollments.forEach(enrollment -> enrollment.assignTo(staying));
        for (DeviceAgent agent : agents) {
            for (int i = 0; i < MESSAGES; i++) {
                agent.sendAsync("while away " + i);
            }
            agent.reportAsync("door", "open");
        }
        for (DeviceAgent agent : agents) {
            moved(agent);
        }
        agents.forEach(DeviceAgent::close);
    }

    private DeviceAgent agent(Transport transport, HubEnrollment enrollment, Path trusted) {
        return AgentBuilder.forProvisioning(Provisioning.of(
                        staying.hostName(),
                        staying.enrollments().idScope(),
                        enrollment.name(),
                        Credentials.sharedAccessKey(enrollment.primaryKey())))
                .trustedCertificates(trusted)
                .transport(transport)
                .operationTimeout(Agents.SOON)
                .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200)))
                .build();
    }

    private void moved(DeviceAgent agent) throws Exception {
        await().atMost(Agents.SOON).until(() -> hasMoved(agent));
        boolean unresolved = agent.health().failures().getOrDefault(FailureCause.NAME_NOT_RESOLVED, 0L) >= 5;
        String cause =
                unresolved ? "NAME_NOT_RESOLVED" : agent.health().failures().toString();
        agent.awaitCaughtUp(Agents.SOON);
        HubDevice there = staying.device(agent.deviceId());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            expected.add("while away " + i);
        }
        boolean all =
                there.telemetry().stream().map(TelemetryMessage::text).toList().equals(expected);
        System.out.println(agent.deviceId() + " " + cause + ", all arrived " + all + ", lost "
                + agent.health().telemetryLost() + ", reported "
                + there.reported().contains("\"door\":\"open\"") + " "
                + there.reported().contains("\"firmware\":\"1.2\""));
    }

    /** Wakes it, in place of waiting for up to two minutes; chance may be quicker. */
    private static boolean hasMoved(DeviceAgent agent) {
        AgentHealth health = agent.health();
        if (health.failedAttempts() >= 5 && health.nextAttempt().isPresent()) {
            agent.networkChanged();
        }
        return health.connects() == 2;
    }

    /** {@return lines of a hosts file with those of the names} */
    static String hosts(Path directory, String... names) throws Exception {
        List<String> all = Files.readAllLines(directory.resolve("all-hosts"));
        List<String> kept = all.stream()
                .filter(line -> List.of(names).stream().anyMatch(name -> line.endsWith(name + ".hub.test")))
                .toList();
        return String.join("\n", kept) + "\n";
    }
}
