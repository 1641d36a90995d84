package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The condition of an agent's store at one moment. Later versions add figures. Immutable.
 *
 * @since 0.1
 */
public final class StoreHealth {
    private final Builder figures;

    private StoreHealth(Builder figures) {
        this.figures = figures;
    }

    /** {@return a builder whose figures are zero or empty} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the bytes that its files take} */
    public long bytes() {
        return figures.bytes;
    }

    /** {@return the bytes that wait in memory to be written} */
    public long unwrittenBytes() {
        return figures.unwrittenBytes;
    }

    /** {@return since when the disk takes nothing, if it does not: what is accepted is in memory only, and is written once it does} */
    public Optional<Instant> failingSince() {
        return figures.failingSince;
    }

    /** {@return what the disk failed with last, while it fails} */
    public Optional<String> failure() {
        return figures.failure;
    }

    /** {@return how many records were found damaged when the store was opened, and left out} */
    public long damagedRecords() {
        return figures.damagedRecords;
    }

    @Override
    public String toString() {
        return "StoreHealth[bytes=" + bytes()
                + ", unwrittenBytes=" + unwrittenBytes()
                + ", failingSince=" + failingSince()
                + ", failure=" + failure()
                + ", damagedRecords=" + damagedRecords() + "]";
    }

    /**
     * Collects the figures. Not safe for use by several threads.
     *
     * @since 0.1
     */
    public static final class Builder {
        private long bytes;
        private long unwrittenBytes;
        private Optional<Instant> failingSince = Optional.empty();
        private Optional<String> failure = Optional.empty();
        private long damagedRecords;

        private Builder() {}

        private Builder(Builder other) {
            this.bytes = other.bytes;
            this.unwrittenBytes = other.unwrittenBytes;
            this.failingSince = other.failingSince;
            this.failure = other.failure;
            this.damagedRecords = other.damagedRecords;
        }

        /**
         * Sets {@link StoreHealth#bytes()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder bytes(long value) {
            bytes = value;
            return this;
        }

        /**
         * Sets {@link StoreHealth#unwrittenBytes()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder unwrittenBytes(long value) {
            unwrittenBytes = value;
            return this;
        }

        /**
         * Sets {@link StoreHealth#failingSince()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder failingSince(Optional<Instant> value) {
            failingSince = requireNonNull(value, "failingSince");
            return this;
        }

        /**
         * Sets {@link StoreHealth#failure()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder failure(Optional<String> value) {
            failure = requireNonNull(value, "failure");
            return this;
        }

        /**
         * Sets {@link StoreHealth#damagedRecords()}.
         *
         * @param value the figure
         * @return this builder
         */
        public Builder damagedRecords(long value) {
            damagedRecords = value;
            return this;
        }

        /** {@return the snapshot, which later changes of this builder do not reach} */
        public StoreHealth build() {
            return new StoreHealth(new Builder(this));
        }
    }
}
