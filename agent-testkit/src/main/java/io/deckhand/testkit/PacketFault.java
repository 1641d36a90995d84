package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A fault that affects certain packets; {@link Faults#inject} activates it.
 *
 * <pre>{@code
 * hub.faults().inject(PacketFault.drop(HubPacket.PUBACK).of(device).times(1));
 * hub.faults().inject(PacketFault.delay(HubPacket.METHOD_ANSWER, ofSeconds(2)).probability(0.1, seed));
 * }</pre>
 *
 * <p>Whether a packet is affected depends only on the fault and on the number of packets of this kind that its device
 * had since the fault was injected: the same seed and the same packets give the same faults.
 *
 * @since 0.1
 */
public final class PacketFault {
    /** What happens to an affected packet. */
    public enum Action {
        /** It is lost. */
        DROP,
        /** It is delayed. */
        DELAY,
        /** It is sent twice. If the protocol does not allow that, it is sent once; this is logged and not counted. */
        DUPLICATE,
        /** It is lost, and the connection is reset; over AMQP this affects all devices that share the connection. */
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
     * {@return a fault that drops packets}
     *
     * @param packet the kind of packet
     */
    public static PacketFault drop(HubPacket packet) {
        return of(packet, Action.DROP, Duration.ZERO);
    }

    /**
     * {@return a fault that delays packets}
     *
     * @param packet the kind of packet
     * @param delay the delay, more than zero
     * @throws IllegalArgumentException when the delay is not more than zero
     */
    public static PacketFault delay(HubPacket packet, Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            throw new IllegalArgumentException("delay is " + delay + "; it must be more than zero.");
        }
        return of(packet, Action.DELAY, delay);
    }

    /**
     * {@return a fault that duplicates packets}
     *
     * @param packet the kind of packet
     */
    public static PacketFault duplicate(HubPacket packet) {
        return of(packet, Action.DUPLICATE, Duration.ZERO);
    }

    /**
     * {@return a fault that cuts the connection in place of sending a packet}
     *
     * @param packet the kind of packet
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
     * @param device the device, without its modules
     */
    public PacketFault of(HubDevice device) {
        return ofDevice(device.deviceId());
    }

    /**
     * {@return the same fault for one device or module only}
     *
     * @param id the device id, or {@code device/module} for a module
     */
    public PacketFault ofDevice(String id) {
        return new PacketFault(packet, action, delay, id, after, times, probability, seed);
    }

    /**
     * {@return the same fault, which skips the first packets of each device}
     *
     * @param count how many packets to skip, zero or more
     * @throws IllegalArgumentException when it is negative
     */
    public PacketFault after(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("after is " + count + "; it must be zero or more.");
        }
        return new PacketFault(packet, action, delay, deviceId, count, times, probability, seed);
    }

    /**
     * {@return the same fault, limited to a number of packets}
     *
     * @param count how many packets it affects in total, at least 1
     * @throws IllegalArgumentException when it is less
     */
    public PacketFault times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("times is " + count + "; it must be at least 1.");
        }
        return new PacketFault(packet, action, delay, deviceId, after, count, probability, seed);
    }

    /**
     * {@return the same fault, which affects only some packets, selected by a seed}
     *
     * @param share the probability for each packet, more than 0 and at most 1
     * @param chosenBy the seed
     * @throws IllegalArgumentException when the share is out of range
     */
    public PacketFault probability(double share, long chosenBy) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("probability is " + share + "; it must be more than 0 and at most 1.");
        }
        return new PacketFault(packet, action, delay, deviceId, after, times, share, chosenBy);
    }

    /** {@return the kind of packets that it affects} */
    public HubPacket packet() {
        return packet;
    }

    /** {@return what happens to affected packets} */
    public Action action() {
        return action;
    }

    /** {@return the delay; zero for faults that do not delay} */
    public Duration delay() {
        return delay;
    }

    /** {@return the maximum number of packets that it affects} */
    public int times() {
        return times;
    }

    /** {@return the id of the only device or module it is for, empty for all} */
    public Optional<String> device() {
        return Optional.ofNullable(deviceId);
    }

    /** {@return how many packets of each device it skips first} */
    public int passed() {
        return after;
    }

    /** {@return the probability for each packet, more than 0 and at most 1} */
    public double probability() {
        return probability;
    }

    /** {@return the seed that selects packets when the probability is less than 1} */
    public long seed() {
        return seed;
    }

    /**
     * {@return whether the packet is affected, without regard to the limit}
     *
     * @param id the device's id
     * @param number the packet's number among those of this kind to or from this device, from 1
     */
    public boolean chooses(String id, long number) {
        if ((deviceId != null && !deviceId.equals(id)) || number <= after) {
            return false;
        }
        return probability == 1 || share(id, number) < probability;
    }

    /** A number from 0 to below 1 that depends only on seed, device and number, not on the order of threads. */
    private double share(String id, long number) {
        return new SplittableRandom(seed ^ ((long) id.hashCode() << 32) ^ number).nextDouble();
    }

    /** {@return a description of the fault} */
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
