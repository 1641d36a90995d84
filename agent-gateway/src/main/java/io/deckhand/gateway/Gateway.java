package io.deckhand.gateway;

import static java.util.Objects.requireNonNull;

import io.deckhand.AgentException;
import io.deckhand.AnsweredCall;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodRegistry;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Link;
import io.deckhand.core.StoreOptions;
import io.deckhand.core.internal.Agent;
import io.deckhand.core.internal.Host;
import io.deckhand.gateway.internal.ConnectPace;
import io.deckhand.gateway.internal.GatewayHost;
import io.deckhand.gateway.internal.SharedBudget;
import io.deckhand.gateway.internal.Stores;
import io.deckhand.gateway.internal.link.EventLoops;
import io.deckhand.gateway.internal.threads.GatewayThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many devices in one JVM: an agent for each, with the same guarantees as a standalone agent, on one small set of
 * threads.
 *
 * <pre>{@code
 * try (Gateway gateway = Gateway.builder()
 *         .eachDevice(device -> device.handlers(new Meter()))   // shared: a DeviceAgent parameter tells which device it is
 *         .connectsPerSecond(50)
 *         .build()) {
 *     for (String connectionString : connectionStrings) {
 *         gateway.add(connectionString);
 *     }
 *     gateway.device("meter-7").ifPresent(meter -> meter.sendAsync(new Reading(21.4)));
 * }
 * }</pre>
 *
 * <p>Every device has its own MQTT connection ({@link Link#NETTY}), over {@code MQTT} or {@code MQTT_WS}. The handlers
 * of all devices share a bounded pool, in which devices take turns: a device whose handlers hang, or that is flooded
 * with calls, delays no other.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1
 */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** The sum of the limits for the steps in which an agent closes is less than this. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final Consumer<AgentBuilder> eachDevice;
    private final GatewayThreads threads;
    private final ConnectPace pace;
    private final GatewayHost host;
    private final Fleet fleet = new Fleet();
    private final CallListeners listeners = new CallListeners();

    private Gateway(Builder builder) {
        eachDevice = builder.eachDevice;
        threads = new GatewayThreads(builder.handlerThreads, builder.handlerThreadsPerDevice, builder.virtualThreads);
        pace = new ConnectPace(
                builder.connectsPerSecond,
                builder.connectsAtOnce,
                (task, nanos) -> threads.schedule(task, nanos, TimeUnit.NANOSECONDS));
        host = new GatewayHost(
                threads,
                new EventLoops(builder.ioThreads),
                pace,
                new SharedBudget(builder.outboxBytes),
                builder.stores,
                fleet::reserve,
                fleet::release);
    }

    /** {@return a builder, in which every option has a default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Adds a device, which connects when its turn comes. Does not block.
     *
     * @param connectionString the device's connection string
     * @param handlers handlers of this device only, in addition to those of every device
     * @return its agent, which is started; closing it removes the device
     * @throws io.deckhand.core.HandlerDefinitionException if anything is wrong with a handler
     * @throws IllegalArgumentException if the connection string is not valid, or the gateway has a device with this id
     * @throws AgentException if the gateway is closed
     */
    public DeviceAgent add(String connectionString, Object... handlers) {
        return add(AgentBuilder.forConnectionString(connectionString).handlers(handlers));
    }

    /**
     * Adds a device with its own options, such as a credential. They are applied before those of every device, which
     * can change them. {@code AgentBuilder.link} and {@code virtualThreads} have no effect: the gateway decides both.
     *
     * @param device the device; may be used once
     * @return its agent, which is started; closing it removes the device
     * @throws io.deckhand.core.HandlerDefinitionException if anything is wrong with a handler
     * @throws IllegalArgumentException if its options conflict, or the gateway has a device with this id
     * @throws AgentException if the gateway is closed
     */
    public DeviceAgent add(AgentBuilder device) {
        eachDevice.accept(requireNonNull(device, "device"));
        device.link(Link.NETTY);
        Agent agent = Host.Door.build(device, host);
        agent.methods().onAnswered(call -> listeners.answered(agent, call));
        if (!fleet.admit(agent)) {
            agent.finishClosing();
            throw new AgentException("The gateway is closed. Build a new one.");
        }
        agent.startAsync();
        return agent;
    }

    /**
     * Removes a device: delivers its accepted data if the hub acknowledges it within seconds, then closes its
     * connection. Blocks like {@link DeviceAgent#close()}.
     *
     * @param deviceId its id
     * @return whether there was one
     */
    public boolean remove(String deviceId) {
        Optional<Agent> found = fleet.find(requireNonNull(deviceId, "deviceId"));
        found.ifPresent(Agent::close);
        return found.isPresent();
    }

    /**
     * {@return the agent of a device, if the gateway has it}
     *
     * @param deviceId its id
     */
    public Optional<DeviceAgent> device(String deviceId) {
        return fleet.find(requireNonNull(deviceId, "deviceId")).map(agent -> agent);
    }

    /** {@return the ids of all devices, in order} */
    public Set<String> deviceIds() {
        return fleet.ids();
    }

    /** {@return the health of all devices} Takes about a microsecond per device. */
    public GatewayHealth health() {
        return fleet.health();
    }

    /**
     * Hears of every call of a direct method that a device answers, as
     * {@link io.deckhand.MethodRegistry#onAnswered} does for one device; also of devices that are added later.
     *
     * <pre>{@code
     * gateway.onAnswered((device, call) -> statistics.add(device.deviceId(), call.method(), call.took()));
     * }</pre>
     *
     * @param listener called with the device's agent and the call, on a thread of the gateway, just before the answer is
     *     sent, which it delays: it must not block. What it throws is logged, and changes nothing
     * @return ends the listening
     */
    public MethodRegistry.Registration onAnswered(BiConsumer<DeviceAgent, AnsweredCall> listener) {
        return listeners.add(listener);
    }

    /**
     * Tells all devices that the network may be available again: waiting devices try again, each when its turn comes.
     */
    public void networkChanged() {
        fleet.agents().forEach(DeviceAgent::networkChanged);
    }

    /**
     * Closes all devices in parallel, and ends all threads. Delivers accepted data if the hub acknowledges it in time.
     * Blocks for at most 10 s, regardless of the number and state of the devices.
     */
    @Override
    public void close() {
        List<Agent> closing = fleet.close();
        await(CompletableFuture.allOf(closing.stream()
                .map(agent -> agent.beginClosing().toCompletableFuture())
                .toArray(CompletableFuture[]::new)));
        closing.forEach(Agent::finishClosing);
        threads.close();
    }

    private static void await(CompletableFuture<Void> all) {
        try {
            all.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing continues, without waiting
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Some devices did not close within {}", LONGEST_CLOSE);
        }
    }

    /**
     * Options of a gateway.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Consumer<AgentBuilder> eachDevice = device -> {};
        private int connectsPerSecond = 50;
        private int connectsAtOnce = 50;
        private int ioThreads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        private int handlerThreads = 8;
        private int handlerThreadsPerDevice = 2;
        private boolean virtualThreads = true;
        private long outboxBytes = 64L * 1024 * 1024;
        private @Nullable Stores stores;

        private Builder() {}

        /**
         * Sets options for every device, including shared handlers. An object that is given to many devices is scanned
         * once, and its methods must be safe to call for several devices at the same time.
         *
         * @param options called with the builder of each device that is added
         * @return this builder
         */
        public Builder eachDevice(Consumer<AgentBuilder> options) {
            eachDevice = requireNonNull(options, "options");
            return this;
        }

        /**
         * Sets how many devices may begin to connect per second, when the gateway starts and after each outage. The
         * actual rate is up to a fifth lower, at random. By default 50. A hub throttles connections: all units of the
         * S1 tier together accept 100 new connections a second.
         *
         * @param attempts 1 to 10,000
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder connectsPerSecond(int attempts) {
            connectsPerSecond = between(1, attempts, 10_000, "connectsPerSecond");
            return this;
        }

        /**
         * Sets how many devices may be connecting at the same time. By default 50.
         *
         * @param attempts 1 to 10,000
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder connectsAtOnce(int attempts) {
            connectsAtOnce = between(1, attempts, 10_000, "connectsAtOnce");
            return this;
        }

        /**
         * Sets how many threads read and write connections. By default one per processor, at most 4.
         *
         * @param threads 1 to 64
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder ioThreads(int threads) {
            ioThreads = between(1, threads, 64, "ioThreads");
            return this;
        }

        /**
         * Sets how many threads run the handlers of all devices. A handler that takes more than 200 ms does not count,
         * so that hanging handlers do not use them up; including those, there are at most sixteen times as many
         * threads. By default 8.
         *
         * @param threads 1 to 1,000
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder handlerThreads(int threads) {
            handlerThreads = between(1, threads, 1_000, "handlerThreads");
            return this;
        }

        /**
         * Sets how many handlers of one device may run at the same time. By default 2.
         *
         * @param threads 1 to 1,000
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder handlerThreadsPerDevice(int threads) {
            handlerThreadsPerDevice = between(1, threads, 1_000, "handlerThreadsPerDevice");
            return this;
        }

        /**
         * Sets whether handlers run on virtual threads, which need Java 21 or later. By default they do if the JVM has
         * them. The limits stay the same. The same option of a single device has no effect in a gateway.
         *
         * @param wanted whether to use them; without effect on an older JVM
         * @return this builder
         */
        public Builder virtualThreads(boolean wanted) {
            virtualThreads = wanted;
            return this;
        }

        /**
         * Sets how many bytes of messages may wait for the hub in the outboxes of all devices together, in addition to
         * each device's own limits. A device may hold as much as is still free: a single device that floods gets half,
         * two get a third each. Beyond that, the device's {@link io.deckhand.Overflow} applies. By default 64 MiB.
         *
         * @param bytes 1 MiB to 64 GiB; they are kept in memory
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder outboxBytes(long bytes) {
            if (bytes < 1024 * 1024 || bytes > 64L * 1024 * 1024 * 1024) {
                throw new IllegalArgumentException(
                        "outboxBytes is " + bytes + ". It must be 1,048,576 to 68,719,476,736 bytes.");
            }
            outboxBytes = bytes;
            return this;
        }

        /**
         * Keeps on disk what has to outlive the process, for each device in a directory of its own: as
         * {@link AgentBuilder#storeIn(Path)} with the device's id below this directory. {@code AgentBuilder.storeIn} of one device
         * comes before this. By default nothing is kept.
         *
         * @param directory the directory of all devices: each has 64 MiB in it at most, and two open files
         * @return this builder
         */
        public Builder storeIn(Path directory) {
            return storeIn(directory, UnaryOperator.identity());
        }

        /**
         * As {@link #storeIn(Path)}, with options.
         *
         * <pre>{@code
         * .storeIn(Path.of("/var/lib/gateway"), store -> store.bytes(8 << 20).commitWindow(Duration.ofSeconds(1)))
         * }</pre>
         *
         * @param directory the directory of all devices
         * @param options called with the options of each device that is added: their directory is its own
         * @return this builder
         */
        public Builder storeIn(Path directory, UnaryOperator<StoreOptions> options) {
            stores = new Stores(requireNonNull(directory, "directory"), requireNonNull(options, "options"));
            return this;
        }

        private static int between(int least, int value, int most, String option) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        option + " is " + value + ". It must be " + least + " to " + most + ".");
            }
            return value;
        }

        /** {@return the gateway, without devices} */
        public Gateway build() {
            return new Gateway(this);
        }
    }
}
