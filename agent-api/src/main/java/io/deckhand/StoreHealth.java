package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The condition of an agent's store at one point in time. Later versions may add figures. Immutable.
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

    /** {@return the total size of its files, in bytes} */
    public long bytes() {
        return figures.bytes;
    }

    /** {@return the number of bytes in memory that are not written yet} */
    public long unwrittenBytes() {
        return figures.unwrittenBytes;
    }

    /**
     * {@return since when writing to disk fails, if it does: accepted data is then in memory only, and is written once
     * the disk works again}
     */
    public Optional<Instant> failingSince() {
        return figures.failingSince;
    }

    /** {@return the last failure of the disk, while it fails} */
    public Optional<String> failure() {
        return figures.failure;
    }

    /** {@return how many damaged records were skipped when the store was opened} */
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
     * Collects the figures. Not thread-safe.
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

        /** {@return the snapshot; later changes of this builder do not affect it} */
        public StoreHealth build() {
            return new StoreHealth(new Builder(this));
        }
    }
}
