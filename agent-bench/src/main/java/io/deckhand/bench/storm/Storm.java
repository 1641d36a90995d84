package io.deckhand.bench.storm;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

/**
 * Simulates a fleet that loses its hub at one moment and tries to connect until the hub is back, in virtual time:
 * without a network, with the delays that a policy draws. An attempt takes no time, which is the worst case for the
 * hub.
 */
final class Storm {
    /** A device's next attempt. */
    private record Attempt(Duration at, int number) {}

    private final int[] attemptsInSecond;
    private final Duration outage;
    private Duration lastBack = Duration.ZERO;

    private Storm(Duration outage, Duration horizon) {
        this.outage = outage;
        this.attemptsInSecond = new int[(int) horizon.toSeconds() + 1];
    }

    /** Runs the simulation. {@code delayBefore} returns the delay before an attempt, by its number, from 1. */
    static Storm play(int devices, Duration outage, Duration horizon, IntFunction<Duration> delayBefore) {
        Storm storm = new Storm(outage, horizon);
        PriorityQueue<Attempt> due = new PriorityQueue<>(Comparator.comparing(Attempt::at));
        for (int device = 0; device < devices; device++) {
            due.add(new Attempt(delayBefore.apply(1), 1));
        }
        while (!due.isEmpty()) {
            Attempt attempt = due.remove();
            storm.count(attempt.at());
            if (attempt.at().compareTo(outage) < 0) {
                int next = attempt.number() + 1;
                due.add(new Attempt(attempt.at().plus(delayBefore.apply(next)), next));
            } else {
                storm.lastBack = attempt.at();
            }
        }
        return storm;
    }

    private void count(Duration at) {
        if (at.toSeconds() < attemptsInSecond.length) {
            attemptsInSecond[(int) at.toSeconds()]++;
        }
    }

    int attemptsInSecond(int second) {
        return attemptsInSecond[second];
    }

    int seconds() {
        return attemptsInSecond.length;
    }

    int peak(Duration from, Duration to) {
        int peak = 0;
        for (int second = (int) from.toSeconds(); second < to.toSeconds(); second++) {
            peak = Math.max(peak, attemptsInSecond[second]);
        }
        return peak;
    }

    double mean(Duration from, Duration to) {
        long sum = 0;
        for (int second = (int) from.toSeconds(); second < to.toSeconds(); second++) {
            sum += attemptsInSecond[second];
        }
        return (double) sum / to.minus(from).toSeconds();
    }

    /** {@return how long after the hub's return the last device was connected} */
    Duration allBackAfter() {
        return lastBack.minus(outage);
    }
}
