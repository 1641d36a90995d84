package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.HandlerDefinitionException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything wrong with the handlers is said at build(), at once, with the remedy. */
class HandlerDefinitionTest {
    private static final String CONNECTION_STRING = "HostName=127.0.0.1;DeviceId=d;SharedAccessKey=c2VjcmV0";

    private static List<String> problemsOf(Object... handlers) {
        HandlerDefinitionException thrown = catchThrowableOfType(
                HandlerDefinitionException.class,
                () -> AgentBuilder.forConnectionString(CONNECTION_STRING)
                        .handlers(handlers)
                        .build()
                        .close());
        assertThat(thrown).as("a HandlerDefinitionException").isNotNull();
        return thrown.problems();
    }

    // Every mistake here is there on purpose.
    static final class Fan {
        @DirectMethod("reboot")
        void stop() {}
    }

    @SuppressWarnings({"unused", "ClassCanBeStatic", "TypeParameterUnusedInFormals"})
    static final class Pump {
        @DirectMethod
        void reboot() {}

        @DirectMethod(timeoutSeconds = 0, concurrency = 0, queue = -1)
        void limits() {}

        @DirectMethod("a/b")
        void misnamed() {}

        @DirectMethod
        static void shared() {}

        @DirectMethod
        private void hidden() {}

        @DirectMethod
        void twice(String first, String second) {}

        @DirectMethod
        void wrongKind(CloudMessage message) {}

        @DirectMethod
        void anInterface(Runnable payload) {}

        @DirectMethod
        <T> void generic(T payload) {}

        @DirectMethod
        void inner(Inner payload) {}

        @DirectMethod
        @ConnectionChange
        void both() {}

        @DesiredProperty("a..b")
        void badPath(int value) {}

        @DesiredProperty("a")
        void noValue(DeviceAgent agent) {}

        @DesiredProperty
        String wholeReported(String section) {
            return section;
        }

        @CloudToDevice
        void first(CloudMessage message) {}

        @CloudToDevice
        String second(CloudMessage message) {
            return "";
        }

        @ConnectionChange
        void connection(ConnectionState state, String more) {}

        @ConnectionChange
        boolean answering(ConnectionState state) {
            return true;
        }

        class Inner {}
    }

    static final class Nothing {}

    static final class Starter {
        @DirectMethod
        void start(Thread work) {}

        @DirectMethod
        void load(Class<?> driver) {}
    }

    @Test
    void classesOfTheJdkThatAreNoDataAreRefused() {
        assertThat(problemsOf(new Starter()))
                .containsExactlyInAnyOrder(
                        "Starter.start, parameter work: Thread cannot be bound. Use a class or record with the fields of "
                                + "the payload, or a Map.",
                        "Starter.load, parameter driver: Class cannot be bound: the caller would choose a class. Take a "
                                + "text or an enum.");
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        String name = "1 to 128 characters, none of them '/', '+', '#', white space or a control character.";
        assertThat(problemsOf(new Fan(), new Pump(), new Nothing()))
                .containsExactlyInAnyOrder(
                        "Two handlers for direct method 'reboot': Fan.stop and Pump.reboot. Rename one with "
                                + "@DirectMethod(\"...\").",
                        "Pump.limits: timeoutSeconds is 0. It must be 1 to 300.",
                        "Pump.limits: concurrency is 0. It must be 1 to 256.",
                        "Pump.limits: queue is -1. It must be 0 to 10000.",
                        "Pump.misnamed: 'a/b' is not a valid name for a direct method. It must be " + name,
                        "Pump.shared is static. Handlers belong to the object that is registered: remove 'static'.",
                        "Pump.hidden is private. Make it package-private or public, so that it can be called and tested.",
                        "Pump.twice has two payload parameters, and there is one payload. Make them one record.",
                        "Pump.wrongKind, parameter message: CloudMessage is not available to this kind of handler.",
                        "Pump.anInterface, parameter payload: Runnable is an interface, and JSON does not say which class. "
                                + "Use a record.",
                        "Pump.generic, parameter payload: a type variable cannot be bound. Name the type.",
                        "Pump.inner, parameter payload: Inner is an inner class and needs an instance around it. Make it "
                                + "static.",
                        "Pump.both has more than one handler annotation. Make it two methods.",
                        "Pump.badPath: The path 'a..b' holds an empty name. Names are 1 to 1024 bytes without white space, "
                                + "control characters, '.', '$' and '#', joined by single dots.",
                        "Pump.noValue takes no value. Give it a parameter for the property.",
                        "Pump.wholeReported listens to all desired properties and returns a value, which would be reported "
                                + "under no name. Make it void and call agent.report(...), or name a property with "
                                + "@DesiredProperty(\"...\").",
                        "Two listeners take the same cloud-to-device messages: Pump.first and Pump.second. Give them "
                                + "different conditions with 'when', or an 'order'.",
                        "Pump.second returns String. A listener for cloud-to-device messages returns Disposition or void.",
                        "Pump.connection may take a ConnectionState, a ConnectionTransition and a DeviceAgent, and nothing else.",
                        "Pump.answering returns boolean. A listener for connection changes returns void.",
                        "Nothing has no method with @DirectMethod, @DesiredProperty, @CloudToDevice, @ModuleInput, @Telemetry or "
                                + "@ConnectionChange. "
                                + "Annotate one, or leave the object out.");
    }

    @Test
    void theMessageListsThemLineByLine() {
        assertThat(new HandlerDefinitionException(List.of("a", "b")))
                .hasMessage("2 problems with the handlers:\n  - a\n  - b");
        assertThat(new HandlerDefinitionException(List.of("a"))).hasMessage("1 problem with the handlers:\n  - a");
    }

    static class Parent {
        @DirectMethod
        String inherited() {
            return "parent";
        }

        @DirectMethod
        String overridden() {
            return "parent";
        }
    }

    static final class Child extends Parent {
        @Override
        @DirectMethod
        String overridden() {
            return "child";
        }
    }

    @Test
    void inheritedHandlersCountAndOverriddenOnesCountOnce() {
        try (DeviceAgent agent = AgentBuilder.forConnectionString(CONNECTION_STRING)
                .handlers(new Child())
                .build()) {
            assertThat(agent.methods().names()).containsExactly("inherited", "overridden");
        }
    }

    @Test
    void aConnectionStringSaysWhatItLacksAndNeverItsKey() {
        assertRefused("", "no HostName");
        assertRefused("HostName=127.0.0.1;SharedAccessKey=c2VjcmV0", "no DeviceId", "[HostName, SharedAccessKey]");
        assertRefused("HostName=localhost;DeviceId=d;SharedAccessKey=c2VjcmV0", "'localhost' has no dot", "127.0.0.1");
        assertRefused(
                "HostName=127.0.0.1;DeviceId=d;SharedAccessKeyName=iothubowner;SharedAccessKey=c2VjcmV0",
                "policy 'iothubowner'",
                "for back ends");
        assertRefused("HostName=127.0.0.1;DeviceId;SharedAccessKey=c2VjcmV0", "not NAME=VALUE after [HostName]");
    }

    private static void assertRefused(String connectionString, String... words) {
        assertThatThrownBy(() -> AgentBuilder.forConnectionString(connectionString))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(words)
                .doesNotContain("c2VjcmV0");
    }
}
