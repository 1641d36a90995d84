package io.deckhand.core.internal.connect;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.Credentials;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Prover;
import io.deckhand.core.internal.identity.TlsContexts;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import io.deckhand.core.internal.provisioning.Assigned;
import io.deckhand.core.internal.provisioning.Assignments;
import io.deckhand.core.internal.provisioning.HubAccounts;
import io.deckhand.core.internal.provisioning.ProvisionedLinks;
import io.deckhand.core.internal.provisioning.RegistrationChannel;
import io.deckhand.core.internal.provisioning.ServiceAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand devices whose hub is deleted, in virtual time. The service still assigns the deleted hub at first; in Azure it takes
 * 1,000 registrations a minute. The reconnect policies are the default ones, with their own chance; everything else is seeded.
 */
@Timeout(value = 5, unit = MINUTES) // a minute of processor time on a loaded machine
class MovedFleetTest {
    private static final int DEVICES = 1_000;
    private static final int LIMIT_PER_MINUTE = 1_000;
    private static final String OLD = "old.azure-devices.net";
    private static final String NEW = "new.azure-devices.net";

    /** When an administrator has linked another hub. */
    private static final Duration MOVED = Duration.ofMinutes(30);

    private static final Duration END = Duration.ofHours(2);

    private final VirtualTime time = new VirtualTime(now -> {});
    private final List<Duration> registrations = new ArrayList<>();
    private final Random random = new Random(20_261_128);
    private int connected;

    @ParameterizedTest
    @EnumSource(
            value = FailureCause.class,
            names = {"NAME_NOT_RESOLVED", "CREDENTIALS_REFUSED"})
    void neitherStormTheServiceNorStayAway(FailureCause oldHubSays) {
        List<Supervisor> fleet = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            fleet.add(supervisor("fan-" + i, oldHubSays));
        }
        fleet.forEach(Supervisor::start);

        time.run(() -> time.elapsed().compareTo(END) >= 0 || connected == DEVICES);

        assertThat(fleet).allMatch(MovedFleetTest::isConnected);
        assertThat(time.elapsed()).as("all are at the new hub").isLessThan(MOVED.plus(Duration.ofMinutes(15)));
        assertThat(busiestMinute(registrations)).as("registrations").isLessThanOrEqualTo(LIMIT_PER_MINUTE);
        assertThat(registrations.size() / DEVICES)
                .as("registrations of a device in half an hour")
                .isBetween(5, 30);
    }

    private static boolean isConnected(Supervisor device) {
        return device.snapshot().state() == ConnectionState.CONNECTED;
    }

    private static int busiestMinute(List<Duration> times) {
        List<Duration> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        int most = 0;
        int first = 0;
        for (int last = 0; last < sorted.size(); last++) {
            while (sorted.get(last).minus(sorted.get(first)).compareTo(Duration.ofMinutes(1)) >= 0) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private Supervisor supervisor(String id, FailureCause oldHubSays) {
        ProvisionedLinks links = new ProvisionedLinks(
                new ProvisionedLinks.Setup(
                        new ServiceAddress("dps.net", "0ne", id),
                        transport -> (address, proof, proxy, patience) -> new Service(id),
                        evidence -> new Failure(FailureCause.UNKNOWN, evidence),
                        null,
                        () -> null,
                        told -> {},
                        remembering(id)),
                HubAccounts.ofEnrollment(new Prover(
                        Credentials.sharedAccessKey("c2VjcmV0"),
                        new TlsContexts(null, null),
                        Duration.ofHours(1),
                        Clock.systemUTC())),
                login -> hub(login, oldHubSays),
                time::elapsed,
                random::nextDouble);
        return new Supervisor(
                id,
                links,
                List.of(Transport.MQTT),
                ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2)),
                new Nobody(),
                new Supervisor.Execution(time, time.steps(), Runnable::run, Admission.AT_ONCE));
    }

    private static Assignments remembering(String id) {
        Assignments kept = Assignments.inMemory();
        kept.save(new Assigned(OLD, id, null));
        return kept;
    }

    private HubLink.Factory hub(Login login, FailureCause oldHubSays) {
        return (transport, events) -> new ScriptedLink(
                (link, ignored) -> {
                    if (login.hostName().equals(OLD)) {
                        throw new HubLinkException("It is gone", new Failure(oldHubSays, new IOException("gone")));
                    }
                },
                transport,
                events);
    }

    /** Assigns the hub that there is. */
    private final class Service implements RegistrationChannel {
        private final String id;

        Service(String id) {
            this.id = id;
        }

        @Override
        public Answer register(byte[] body) {
            Duration now = time.elapsed();
            registrations.add(now);
            String assigned =
                    "{\"status\":\"assigned\",\"registrationState\":{\"assignedHub\":\"%s\",\"deviceId\":\"%s\"}}"
                            .formatted(now.compareTo(MOVED) < 0 ? OLD : NEW, id);
            return new Answer(200, assigned.getBytes(StandardCharsets.UTF_8), Optional.empty());
        }

        @Override
        public Answer status(String operationId) {
            throw new AssertionError("It was decided at once");
        }

        @Override
        public void close() {}
    }

    private final class Nobody implements Supervisor.Observer {
        @Override
        public void opened(HubLink link) {
            connected++;
        }

        @Override
        public void lost() {}

        @Override
        public void changed(ConnectionTransition change) {}

        @Override
        public void accept(HubEvent event) {}
    }
}
