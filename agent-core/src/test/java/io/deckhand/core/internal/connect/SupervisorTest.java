package io.deckhand.core.internal.connect;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days of outage, in virtual time: what the supervisor does when, without a hub. */
class SupervisorTest {
    private static final List<Transport> TRANSPORTS = List.of(Transport.MQTT);
    private static final ReconnectPolicy SECONDS = (attempt, cause) -> Duration.ofSeconds(attempt);

    private final List<ConnectionState> states = new ArrayList<>();
    private final AtomicReference<@Nullable Supervisor> started = new AtomicReference<>();

    private final Supervisor.Observer observer = new Supervisor.Observer() {
        @Override
        public void opened(HubLink link) {}

        @Override
        public void lost() {}

        @Override
        public void changed(ConnectionTransition change) {
            states.add(change.current());
        }

        @Override
        public void accept(HubEvent event) {}
    };

    private static HubLink.Factory links(ScriptedLink.Opening opening) {
        return (transport, events) -> new ScriptedLink(opening, transport, events);
    }

    private static void refuse() throws HubLinkException {
        throw new HubLinkException(
                "no", new Failure(FailureCause.CONNECTION_REFUSED, new ConnectException("Connection refused")));
    }

    private Supervisor supervisor() {
        return requireNonNull(started.get(), "not started yet");
    }

    private void run(HubLink.Factory links, ReconnectPolicy policy, VirtualTime time) {
        started.set(new Supervisor("d", links, TRANSPORTS, policy, observer, time.execution()));
        time.run(supervisor());
    }

    @Test
    void threeDaysOfOutageAreTriedThroughWithinTheLimitOfThePolicy() {
        AtomicInteger attempts = new AtomicInteger();
        VirtualTime time = new VirtualTime(passed -> {
            if (passed.elapsed().compareTo(Duration.ofDays(3)) > 0) {
                supervisor().close();
            }
        });
        run(
                links((link, events) -> {
                    attempts.incrementAndGet();
                    refuse();
                }),
                ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2)),
                time);
        assertThat(time.waits).allMatch(wait -> wait.compareTo(Duration.ofMinutes(2)) <= 0);
        // Full jitter: a minute on average once the delays have grown.
        assertThat(attempts.get()).isBetween(3 * 24 * 60 - 600, 3 * 24 * 60 + 600);
        assertThat(supervisor().snapshot().failures()).isEqualTo(attempts.get());
        assertThat(supervisor().snapshot().lastFailure().map(Failure::cause)).contains(FailureCause.CONNECTION_REFUSED);
        assertThat(states)
                .startsWith(ConnectionState.CONNECTING, ConnectionState.DISCONNECTED)
                .endsWith(ConnectionState.CLOSED);
    }

    @Test
    void connectionsThatKeepEndingSoonAreNamedAFight() {
        List<FailureCause> causes = new ArrayList<>();
        VirtualTime time = new VirtualTime(passed -> {
            if (passed.waits.size() >= 5) {
                supervisor().close();
            }
        });
        run(
                links((link, events) ->
                        events.accept(new HubEvent.LinkLost(link, new Failure(FailureCause.CONNECTION_LOST, null)))),
                (attempt, cause) -> {
                    causes.add(cause);
                    return Duration.ofSeconds(attempt);
                },
                time);
        assertThat(causes)
                .containsExactly(
                        FailureCause.CONNECTION_LOST,
                        FailureCause.CONNECTION_LOST,
                        FailureCause.ANOTHER_CLIENT,
                        FailureCause.ANOTHER_CLIENT,
                        FailureCause.ANOTHER_CLIENT);
    }

    @Test
    void aChangedNetworkIsTriedAtOnceButNotMoreThanThirtyTimesAMinute() {
        AtomicInteger attempts = new AtomicInteger();
        // Each wait is cut short by the next change: the policy alone would wait an hour.
        VirtualTime time = new VirtualTime(
                passed -> {
                    supervisor().networkChanged();
                    if (passed.elapsed().compareTo(Duration.ofHours(2)) > 0) {
                        supervisor().close();
                    }
                },
                Duration.ofSeconds(1));
        started.set(new Supervisor(
                "d",
                links((link, events) -> {
                    attempts.incrementAndGet();
                    refuse();
                }),
                TRANSPORTS,
                (attempt, cause) -> Duration.ofHours(1),
                observer,
                time.execution()));
        time.run(supervisor());
        assertThat(attempts.get()).isBetween(100 * 30, 121 * 30);
    }

    @Test
    void aPolicyThatFailsIsReplacedForThatOnce() {
        VirtualTime time = new VirtualTime(passed -> {
            if (passed.waits.size() >= 3) {
                supervisor().close();
            }
        });
        AtomicInteger asked = new AtomicInteger();
        run(
                links((link, events) -> refuse()),
                (attempt, cause) -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("no idea");
                    }
                    return asked.get() == 2 ? Duration.ofSeconds(-1) : Duration.ofSeconds(7);
                },
                time);
        assertThat(asked.get()).isGreaterThanOrEqualTo(3);
        assertThat(time.waits).allMatch(wait -> !wait.isNegative() && wait.compareTo(Duration.ofMinutes(2)) <= 0);
    }

    @Test
    void aPolicyThatSaysNeverIsTakenAtItsWordAndAChangedNetworkStillCounts() {
        AtomicInteger attempts = new AtomicInteger();
        VirtualTime time = new VirtualTime(passed -> {
            if (attempts.get() < 3) {
                supervisor().networkChanged();
            } else {
                supervisor().close();
            }
        });
        run(
                links((link, events) -> {
                    attempts.incrementAndGet();
                    refuse();
                }),
                (attempt, cause) -> ChronoUnit.FOREVER.getDuration(),
                time);
        assertThat(attempts.get()).isEqualTo(3);
        assertThat(states).endsWith(ConnectionState.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorInAnAttemptIsOneMoreFailureAndNotTheEnd(boolean whileOpening) {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        VirtualTime time = new VirtualTime(passed -> {
            if (attempts.get() >= 3) {
                supervisor().close();
            }
        });
        Error missing = new NoClassDefFoundError("org/example/Cipher");
        run(
                (transport, events) -> {
                    if (attempts.incrementAndGet() == 1 && !whileOpening) {
                        throw missing;
                    }
                    return new ScriptedLink((link, heard) -> fail(missing, whileOpening), transport, events) {
                        @Override
                        public void close() {
                            closed.incrementAndGet();
                            throw new StackOverflowError();
                        }
                    };
                },
                SECONDS,
                time);
        assertThat(attempts.get()).isEqualTo(3);
        assertThat(closed.get()).isEqualTo(whileOpening ? 3 : 2);
        assertThat(states).endsWith(ConnectionState.DISCONNECTED, ConnectionState.CLOSED);
    }

    private static void fail(Error error, boolean wanted) throws HubLinkException {
        if (wanted) {
            throw error;
        }
        refuse();
    }

    @Test
    void aPolicyThatEndsInAnErrorIsReplacedToo() {
        VirtualTime time = new VirtualTime(passed -> {
            if (passed.waits.size() >= 2) {
                supervisor().close();
            }
        });
        run(
                links((link, events) -> refuse()),
                (attempt, cause) -> {
                    throw new NoClassDefFoundError("io/example/Jitter");
                },
                time);
        assertThat(time.waits).hasSize(2);
        assertThat(states).endsWith(ConnectionState.CLOSED);
    }

    @Test
    void aLossThatIsToldLateDoesNotEndTheNextConnection() {
        List<ScriptedLink> opened = new ArrayList<>();
        VirtualTime time = new VirtualTime(passed -> {
            if (opened.size() == 2) {
                supervisor().close();
            }
        });
        run(
                links((link, events) -> {
                    opened.add(link);
                    // The first is lost; whoever says so again speaks of a link that is closed by now.
                    events.accept(
                            new HubEvent.LinkLost(opened.get(0), new Failure(FailureCause.CONNECTION_LOST, null)));
                }),
                SECONDS,
                time);
        assertThat(opened).hasSize(2);
        assertThat(supervisor().snapshot().failures()).isEqualTo(1);
    }

    @Test
    void aBlockedPortIsWalkedAroundAndWhatWorksIsKept() {
        List<Transport> tried = new ArrayList<>();
        VirtualTime time = new VirtualTime(passed -> {
            if (tried.size() >= 6) {
                supervisor().close();
            }
        });
        started.set(new Supervisor(
                "d",
                links((link, events) -> {
                    tried.add(link.transport);
                    if (tried.size() == 5) {
                        throw new HubLinkException(
                                "no",
                                new Failure(
                                        FailureCause.TLS_NOT_TRUSTED, new SSLHandshakeException("bad certificate")));
                    }
                    if (link.transport == Transport.MQTT) {
                        refuse();
                    }
                    events.accept(new HubEvent.LinkLost(link, new Failure(FailureCause.CONNECTION_LOST, null)));
                }),
                List.of(Transport.MQTT, Transport.MQTT_WS),
                SECONDS,
                observer,
                time.execution()));
        time.run(supervisor());
        assertThat(tried)
                .containsExactly(
                        Transport.MQTT,
                        Transport.MQTT_WS,
                        Transport.MQTT_WS,
                        Transport.MQTT_WS,
                        Transport.MQTT_WS,
                        Transport.MQTT_WS);
    }

    @Test
    void anIdleConnectionIsLookedAtOnlyWhenSomethingMayBeDue() {
        Duration token = Duration.ofMinutes(48);
        List<Duration> ended = new ArrayList<>();
        VirtualTime time = new VirtualTime(passed -> {});
        HubLink.Factory links = (transport, events) -> new ScriptedLink((link, heard) -> {}, transport, events) {
            @Override
            public Duration untilOverdue() {
                return Duration.ofSeconds(20);
            }

            @Override
            public Optional<Duration> usableFor() {
                return Optional.of(token);
            }

            @Override
            public void close() {
                ended.add(time.elapsed());
                supervisor().close();
            }
        };
        run(links, SECONDS, time);
        assertThat(ended).containsExactly(token);
        assertThat(time.waits).hasSize(48 * 3);
    }

    /** A link reckons from now; asked again later, it would name less and less. */
    @Test
    void aLinkIsAskedOnceHowLongItIsGood() {
        Duration token = Duration.ofMinutes(60);
        List<Duration> ended = new ArrayList<>();
        VirtualTime time = new VirtualTime(passed -> {});
        HubLink.Factory links = (transport, events) -> new ScriptedLink((link, heard) -> {}, transport, events) {
            @Override
            public Optional<Duration> usableFor() {
                return Optional.of(token.minus(time.elapsed()).multipliedBy(4).dividedBy(5));
            }

            @Override
            public void close() {
                ended.add(time.elapsed());
                supervisor().close();
            }
        };
        run(links, SECONDS, time);
        assertThat(ended).containsExactly(Duration.ofMinutes(48));
    }

    @Test
    void aConnectionThatEndedWithItsTokenEndsTheCountOfFailures() {
        AtomicInteger opened = new AtomicInteger();
        List<Integer> attempts = new ArrayList<>();
        VirtualTime time = new VirtualTime(passed -> {
            if (opened.get() >= 7) {
                supervisor().close();
            }
        });
        HubLink.Factory links = (transport, events) ->
                new ScriptedLink(
                        (link, heard) -> {
                            if (opened.incrementAndGet() != 6) {
                                refuse();
                            }
                        },
                        transport,
                        events) {
                    @Override
                    public Optional<Duration> usableFor() {
                        return Optional.of(Duration.ofMinutes(48));
                    }
                };
        run(
                links,
                (attempt, cause) -> {
                    attempts.add(attempt);
                    return Duration.ofSeconds(1);
                },
                time);
        assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 1);
    }

    @Test
    void aRequestThatNobodyAnswersIsFoundWhenItsTimeIsUp() {
        VirtualTime time = new VirtualTime(passed -> {});
        Duration sent = Duration.ofSeconds(33);
        Duration overdue = sent.plusSeconds(20);
        List<Duration> ended = new ArrayList<>();
        HubLink.Factory links = (transport, events) -> new ScriptedLink((link, heard) -> {}, transport, events) {
            @Override
            public Duration untilOverdue() {
                return time.elapsed().compareTo(sent) < 0 ? Duration.ofSeconds(20) : overdue.minus(time.elapsed());
            }

            @Override
            public Optional<Failure> overdue() {
                return time.elapsed().compareTo(overdue) < 0
                        ? Optional.empty()
                        : Optional.of(new Failure(FailureCause.TIMED_OUT, new TimeoutException("nobody answers")));
            }

            @Override
            public void close() {
                ended.add(time.elapsed());
                supervisor().close();
            }
        };
        run(links, SECONDS, time);
        assertThat(ended).containsExactly(overdue);
    }

    @Test
    void theDelaysStartAnewOnlyAfterAStableConnection() {
        Outage outage = new Outage(SECONDS);
        Failure loss = new Failure(FailureCause.CONNECTION_LOST, null);
        for (int i = 1; i <= 4; i++) {
            outage.failed(loss);
        }
        assertThat(outage.delayBeforeNext(loss.cause())).isEqualTo(Duration.ofSeconds(4));
        outage.lost(loss, Outage.STABLE_AFTER.minusMillis(1));
        assertThat(outage.delayBeforeNext(loss.cause())).isEqualTo(Duration.ofSeconds(5));
        outage.lost(loss, Outage.STABLE_AFTER);
        assertThat(outage.delayBeforeNext(loss.cause())).isEqualTo(Duration.ofSeconds(1));
    }
}
