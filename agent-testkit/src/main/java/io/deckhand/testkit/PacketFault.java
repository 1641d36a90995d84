package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of certain packets: {@link Faults#inject} makes it so.
 *
 * <pre>{@code
 * hub.faults().inject(PacketFault.drop(HubPacket.PUBACK).of(device).times(1));
 * hub.faults().inject(PacketFault.delay(HubPacket.METHOD_ANSWER, ofSeconds(2)).probability(0.1, seed));
 * }</pre>
 *
 * <p>Whether a packet is struck depends on nothing but the fault and how many packets of this kind its device had since the
 * fault was injected: the same seed and the same packets give the same faults again.
 *
 * @since 0.1
 */
public final class PacketFault {
    /** What may become of a packet. */
    public enum Action {
        /** It is lost. */
        DROP,
        /** It comes late. */
        DELAY,
        /** It comes twice. Where a protocol has no way to say it twice, it comes once, which is logged and no strike. */
        DUPLICATE,
        /** It is lost and the connection with it, by a reset; over AMQP with all devices that share the connection. */
        CUT
    }

    private final HubPacket packet;
    private final Action action;
    private final Duration delay;
    private final @Nullable String deviceId;
    private final int after;
    private final int times;
    private final double probability;
    private final long seed;

    private PacketFault(
            HubPacket packet,
            Action action,
            Duration delay,
            @Nullable String deviceId,
            int after,
            int times,
            double probability,
            long seed) {
        this.packet = requireNonNull(packet, "packet");
        this.action = action;
        this.delay = delay;
        this.deviceId = deviceId;
        this.after = after;
        this.times = times;
        this.probability = probability;
        this.seed = seed;
    }

    /**
     * {@return a fault that loses packets}
     *
     * @param packet of which kind
     */
    public static PacketFault drop(HubPacket packet) {
        return of(packet, Action.DROP, Duration.ZERO);
    }

    /**
     * {@return a fault that lets packets come late}
     *
     * @param packet of which kind
     * @param delay by how much, more than zero
     * @throws IllegalArgumentException when it is not
     */
    public static PacketFault delay(HubPacket packet, Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            throw new IllegalArgumentException("delay is " + delay + "; it must be more than zero.");
        }
        return of(packet, Action.DELAY, delay);
    }

    /**
     * {@return a fault that lets packets come twice}
     *
     * @param packet of which kind
     */
    public static PacketFault duplicate(HubPacket packet) {
        return of(packet, Action.DUPLICATE, Duration.ZERO);
    }

    /**
     * {@return a fault that cuts the connection where a packet would have come}
     *
     * @param packet of which kind
     */
    public static PacketFault cut(HubPacket packet) {
        return of(packet, Action.CUT, Duration.ZERO);
    }

    private static PacketFault of(HubPacket packet, Action action, Duration delay) {
        return new PacketFault(packet, action, delay, null, 0, Integer.MAX_VALUE, 1, 0);
    }

    /**
     * {@return the same fault for one device only}
     *
     * @param device the device; its modules are not meant
     */
    public PacketFault of(HubDevice device) {
        return ofDevice(device.deviceId());
    }

    /**
     * {@return the same fault for one device or module only}
     *
     * @param id the device's id; for a module with the module's behind a slash
     */
    public PacketFault ofDevice(String id) {
        return new PacketFault(packet, action, delay, id, after, times, probability, seed);
    }

    /**
     * {@return the same fault that lets some packets of each device pass first}
     *
     * @param count how many, zero or more
     * @throws IllegalArgumentException when it is negative
     */
    public PacketFault after(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("after is " + count + "; it must be zero or more.");
        }
        return new PacketFault(packet, action, delay, deviceId, count, times, probability, seed);
    }

    /**
     * {@return the same fault that strikes so often and no more}
     *
     * @param count how many packets it strikes in all, at least 1
     * @throws IllegalArgumentException when it is less
     */
    public PacketFault times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("times is " + count + "; it must be at least 1.");
        }
        return new PacketFault(packet, action, delay, deviceId, after, count, probability, seed);
    }

    /**
     * {@return the same fault that strikes some packets, chosen by a seed}
     *
     * @param share how likely each packet is struck, more than 0 and at most 1
     * @param chosenBy the seed
     * @throws IllegalArgumentException when the share is out of range
     */
    public PacketFault probability(double share, long chosenBy) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("probability is " + share + "; it must be more than 0 and at most 1.");
        }
        return new PacketFault(packet, action, delay, deviceId, after, times, share, chosenBy);
    }

    /** {@return the kind of packets it strikes} */
    public HubPacket packet() {
        return packet;
    }

    /** {@return what becomes of them} */
    public Action action() {
        return action;
    }

    /** {@return how late they come; zero where they are not delayed} */
    public Duration delay() {
        return delay;
    }

    /** {@return how many packets it strikes at most} */
    public int times() {
        return times;
    }

    /** {@return the id of the only device or module it is for, empty for all} */
    public Optional<String> device() {
        return Optional.ofNullable(deviceId);
    }

    /** {@return how many packets of each device pass first} */
    public int passed() {
        return after;
    }

    /** {@return which share of packets it strikes, more than 0 and at most 1} */
    public double probability() {
        return probability;
    }

    /** {@return what chooses the packets where the probability is less than 1} */
    public long seed() {
        return seed;
    }

    /**
     * {@return whether the packet is struck, were there no limit}
     *
     * @param id the device's id
     * @param number which packet of this kind it is to or from this device, from 1
     */
    public boolean chooses(String id, long number) {
        if ((deviceId != null && !deviceId.equals(id)) || number <= after) {
            return false;
        }
        return probability == 1 || share(id, number) < probability;
    }

    /** A number from 0 to below 1 that seed, device and number decide: no order of threads can change it. */
    private double share(String id, long number) {
        return new SplittableRandom(seed ^ ((long) id.hashCode() << 32) ^ number).nextDouble();
    }

    /** {@return the fault in words} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(action + " " + packet);
        if (action == Action.DELAY) {
            text.append(" by ").append(delay);
        }
        text.append(deviceId == null ? "" : " of " + deviceId);
        text.append(after == 0 ? "" : " after " + after);
        text.append(times == Integer.MAX_VALUE ? "" : ", " + times + " times");
        return text + (probability == 1 ? "" : ", probability " + probability + ", seed " + seed);
    }
}
