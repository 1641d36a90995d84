package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The condition of an agent at one point in time. Later versions may add figures.
 *
 * <pre>{@code
 * AgentHealth health = agent.health();
 * if (health.state() != ConnectionState.CONNECTED) {
 *     display.show(health.lastFailure().orElse("connecting"));
 * }
 * }</pre>
 *
 * <p>Immutable. Tests of an application create one with {@link #builder}.
 *
 * @since 0.1
 */
public final class AgentHealth {
    private final Builder figures;

    private AgentHealth(Builder figures) {
        this.figures = figures;
    }

    /**
     * Starts a snapshot; all other figures are zero, false or empty.
     *
     * @param state the state of the connection
     * @param since when the connection entered this state
     * @return a builder
     */
    public static Builder builder(ConnectionState state, Instant since) {
        return new Builder(requireNonNull(state, "state"), requireNonNull(since, "since"));
    }

    /** {@return the state of the connection} */
    public ConnectionState state() {
        return figures.state;
    }

    /** {@return when the connection entered this state} */
    public Instant since() {
        return figures.since;
    }

    /** {@return whether it is connected, with no backlog left from before the connection: see {@link DeviceAgent#awaitCaughtUp}} */
    public boolean caughtUp() {
        return figures.caughtUp;
    }

    /** {@return how many connections in a row failed or ended before they were stable} */
    public int failedAttempts() {
        return figures.failedAttempts;
    }

    /** {@return why the last attempt failed or the last connection was lost, if any did; remains when connected again} */
    public Optional<FailureCause> lastCause() {
        return figures.lastCause;
    }

    /** {@return the same as a sentence, with the evidence and the remedy} */
    public Optional<String> lastFailure() {
        return figures.lastFailure;
    }

    /** {@return how many attempts to connect failed, or connections were lost, since the agent started, for each cause that occurred} */
    public Map<FailureCause, Long> failures() {
        return figures.failures;
    }

    /** {@return when the next attempt is due, while the agent waits for it} */
    public Optional<Instant> nextAttempt() {
        return figures.nextAttempt;
    }

    /** {@return how many connections were established since the agent started} */
    public long connects() {
        return figures.connects;
    }

    /** {@return how many messages the hub has not acknowledged} */
    public int telemetryWaiting() {
        return figures.telemetryWaiting;
    }

    /** {@return how many messages were accepted since the agent was built} */
    public long telemetrySent() {
        return figures.telemetrySent;
    }

    /** {@return how many messages the hub has acknowledged since the agent was built} */
    public long telemetryAcknowledged() {
        return figures.telemetryAcknowledged;
    }

    /** {@return how many bytes of bodies and properties wait, of the messages that the hub has not acknowledged} */
    public long telemetryWaitingBytes() {
        return figures.telemetryWaitingBytes;
    }

    /** {@return the number of accepted messages that were given up, by cause} */
    public Map<LossCause, Long> telemetryLost() {
        return figures.telemetryLost;
    }

    /** {@return how many reported properties the hub has not accepted} */
    public int reportedWaiting() {
        return figures.reportedWaiting;
    }

    /**
     * {@return how many results of direct methods were dropped because their calls had already been answered (504 or
     * 503)}
     */
    public long lateResults() {
        return figures.lateResults;
    }

    /**
     * {@return when the device's certificate, or a SAS token that is not renewed, expires} Empty if the credential does
     * not expire, or the time is not known yet: a certificate is read when the agent first connects.
     */
    public Optional<Instant> credentialValidUntil() {
        return figures.credentialValidUntil;
    }

    /** {@return the condition of the store; empty without a store} */
    public Optional<StoreHealth> store() {
        return figures.store;
    }

    /** {@return when the hub last sent anything: a call, a message, a part of the twin} */
    public Optional<Instant> lastReceived() {
        return figures.lastReceived;
    }

    /** {@return when the hub last acknowledged or answered anything} */
    public Optional<Instant> lastAcknowledged() {
        return figures.lastAcknowledged;
    }

    @Override
    public String toString() {
        return "AgentHealth[state=" + state() + ", since=" + since()
                + ", caughtUp=" + caughtUp()
                + ", failedAttempts=" + failedAttempts()
                + ", failures=" + failures()
                + ", lastCause=" + lastCause()
                + ", lastFailure=" + lastFailure()
                + ", nextAttempt=" + nextAttempt()
                + ", connects=" + connects()
                + ", telemetryWaiting=" + telemetryWaiting()
                + ", telemetrySent=" + telemetrySent()
                + ", telemetryAcknowledged=" + telemetryAcknowledged()
                + ", telemetryWaitingBytes=" + telemetryWaitingBytes()
                + ", telemetryLost=" + telemetryLost()
                + ", reportedWaiting=" + reportedWaiting()
                + ", lateResults=" + lateResults()
                + ", credentialValidUntil=" + credentialValidUntil()
                + ", store=" + store()
                + ", lastReceived=" + lastReceived()
                + ", lastAcknowledged=" + lastAcknowledged() + "]";
    }

    /**
     * Collects the figures of a snapshot. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final ConnectionState state;
        private final Instant since;
        private boolean caughtUp;
        private int failedAttempts;
        private Map<FailureCause, Long> failures = Map.of();
        private Optional<FailureCause> lastCause = Optional.empty();
        private Optional<String> lastFailure = Optional.empty();
        private Optional<Instant> nextAttempt = Optional.empty();
        private long connects;
        private int telemetryWaiting;
        private long telemetrySent;
        private long telemetryAcknowledged;
        private long telemetryWaitingBytes;
        private Map<LossCause, Long> telemetryLost = Map.of();
        private int reportedWaiting;
        private long lateResults;
        private Optional<Instant> credentialValidUntil = Optional.empty();
        private Optional<StoreHealth> store = Optional.empty();
        private Optional<Instant> lastReceived = Optional.empty();
        private Optional<Instant> lastAcknowledged = Optional.empty();

        private Builder(ConnectionState state, Instant since) {
            this.state = state;
            this.since = since;
        }

        private Builder(Builder other) {
            this.state = other.state;
            this.since = other.since;
            this.caughtUp = other.caughtUp;
            this.failedAttempts = other.failedAttempts;
            this.failures = other.failures;
            this.lastCause = other.lastCause;
            this.lastFailure = other.lastFailure;
            this.nextAttempt = other.nextAttempt;
            this.connects = other.connects;
            this.telemetryWaiting = other.telemetryWaiting;
            this.telemetrySent = other.telemetrySent;
            this.telemetryAcknowledged = other.telemetryAcknowledged;
            this.telemetryWaitingBytes = other.telemetryWaitingBytes;
            this.telemetryLost = other.telemetryLost;
            this.reportedWaiting = other.reportedWaiting;
            this.lateResults = other.lateResults;
            this.credentialValidUntil = other.credentialValidUntil;
            this.store = other.store;
            this.lastReceived = other.lastReceived;
            this.lastAcknowledged = other.lastAcknowledged;
        }

        /**
         * Sets {@link AgentHealth#caughtUp()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder caughtUp(boolean value) {
            caughtUp = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#failedAttempts()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder failedAttempts(int value) {
            failedAttempts = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#failures()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder failures(Map<FailureCause, Long> value) {
            failures = Map.copyOf(value);
            return this;
        }

        /**
         * Sets {@link AgentHealth#lastCause()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder lastCause(Optional<FailureCause> value) {
            lastCause = requireNonNull(value, "lastCause");
            return this;
        }

        /**
         * Sets {@link AgentHealth#lastFailure()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder lastFailure(Optional<String> value) {
            lastFailure = requireNonNull(value, "lastFailure");
            return this;
        }

        /**
         * Sets {@link AgentHealth#nextAttempt()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder nextAttempt(Optional<Instant> value) {
            nextAttempt = requireNonNull(value, "nextAttempt");
            return this;
        }

        /**
         * Sets {@link AgentHealth#connects()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder connects(long value) {
            connects = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#telemetryWaiting()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder telemetryWaiting(int value) {
            telemetryWaiting = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#telemetrySent()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder telemetrySent(long value) {
            telemetrySent = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#telemetryAcknowledged()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder telemetryAcknowledged(long value) {
            telemetryAcknowledged = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#telemetryWaitingBytes()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder telemetryWaitingBytes(long value) {
            telemetryWaitingBytes = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#telemetryLost()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder telemetryLost(Map<LossCause, Long> value) {
            telemetryLost = Map.copyOf(value);
            return this;
        }

        /**
         * Sets {@link AgentHealth#reportedWaiting()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder reportedWaiting(int value) {
            reportedWaiting = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#lateResults()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder lateResults(long value) {
            lateResults = value;
            return this;
        }

        /**
         * Sets {@link AgentHealth#credentialValidUntil()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder credentialValidUntil(Optional<Instant> value) {
            credentialValidUntil = requireNonNull(value, "credentialValidUntil");
            return this;
        }

        /**
         * Sets {@link AgentHealth#store()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder store(Optional<StoreHealth> value) {
            store = requireNonNull(value, "store");
            return this;
        }

        /**
         * Sets {@link AgentHealth#lastReceived()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder lastReceived(Optional<Instant> value) {
            lastReceived = requireNonNull(value, "lastReceived");
            return this;
        }

        /**
         * Sets {@link AgentHealth#lastAcknowledged()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder lastAcknowledged(Optional<Instant> value) {
            lastAcknowledged = requireNonNull(value, "lastAcknowledged");
            return this;
        }

        /** {@return the snapshot; later changes of this builder do not affect it} */
        public AgentHealth build() {
            return new AgentHealth(new Builder(this));
        }
    }
}
