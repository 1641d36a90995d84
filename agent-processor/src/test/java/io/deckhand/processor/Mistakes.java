package io.deckhand.processor;

/** Sources with mistakes, each there on purpose. */
final class Mistakes {
    /** One class with twenty kinds of them. */
    static final String TWENTY = """
            package io.deckhand.processor;

            import io.deckhand.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class Machine {
                @DirectMethod static void shared() {}
                @DirectMethod private void hidden() {}
                @DirectMethod @ConnectionChange void both() {}
                @DirectMethod("a/b") void misnamed() {}
                @DirectMethod(timeoutSeconds = 0, concurrency = 0, queue = -1) void limits() {}
                @DirectMethod void overloaded(int level) {}
                @DirectMethod void overloaded(String level) {}
                @DirectMethod void twice(String first, String second) {}
                @DirectMethod void wrongKind(CloudMessage message) {}
                @DirectMethod void behaviour(Runnable payload) {}
                @DirectMethod <T> void generic(T payload) {}
                @DirectMethod void inner(Inner payload) {}
                @DirectMethod void unnamed(@PayloadField("") int level) {}
                @DirectMethod Future<String> never() { return null; }
                @DirectMethod Stream<String> stream() { return null; }
                @DirectMethod(resumable = true) void resumed() {}
                @DesiredProperty("a..b") void path(int value) {}
                @DesiredProperty("a") void noValue(DeviceAgent agent) {}
                @DesiredProperty String all(String section) { return section; }
                @CloudToDevice(when = "=x", attempts = 0, retryAfter = "soon") void message(CloudMessage message) {}
                @CloudToDevice(order = 1) String answering(CloudMessage message) { return ""; }
                @CloudToDevice(order = 2) void number(@MessageProperty("level") int level) {}
                @ConnectionChange void connection(ConnectionState state, String more) {}
                @Telemetry(everySeconds = 0) void nothing() {}

                class Inner {}
            }
            """;

    private Mistakes() {}
}
