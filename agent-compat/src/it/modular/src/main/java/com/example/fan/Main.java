package com.example.fan;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.core.AgentBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers one call, then ends. Its options come from a file, or else from the environment. */
public final class Main {
    record Speed(int rpm) {}

    static final class Fan {
        final CountDownLatch called = new CountDownLatch(1);

        @DirectMethod
        Speed setSpeed(Speed speed) {
            called.countDown();
            return new Speed(speed.rpm() + 1);
        }
    }

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (!Main.class.getModule().isNamed() || !DeviceAgent.class.getModule().isNamed()) {
            throw new IllegalStateException("This is the class path, and the test is about modules.");
        }
        Fan fan = new Fan();
        AgentBuilder builder =
                arguments.length == 0 ? AgentBuilder.fromEnvironment() : AgentBuilder.fromProperties(Path.of(arguments[0]));
        try (DeviceAgent agent = builder.handlers(fan).build()) {
            agent.start(Duration.ofMinutes(1));
            System.out.println("connected");
            fan.called.await(1, TimeUnit.MINUTES);
        }
    }
}
