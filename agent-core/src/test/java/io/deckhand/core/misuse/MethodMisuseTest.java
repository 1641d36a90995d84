package io.deckhand.core.misuse;

import static io.deckhand.core.misuse.Misuse.assertProblems;

import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DirectMethod;
import io.deckhand.Disposition;
import io.deckhand.ModelComponent;
import io.deckhand.Telemetry;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Mistakes with the methods of a handler class: which ones there are, what they are called, what they return. */
@SuppressWarnings({"unused", "ClassCanBeStatic"})
class MethodMisuseTest {
    private static final String NAME_RULE =
            "It must be 1 to 128 characters, none of them '/', '+', '#', white space or a control character.";

    @Test
    void aClassWithoutHandlers() {
        class Pump {
            void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump has no method with @DirectMethod, @DesiredProperty, @CloudToDevice, @ModuleInput, @Telemetry or @ConnectionChange. "
                        + "Annotate one, or leave the object out.");
    }

    @Test
    void aClassInPlaceOfAnObject() {
        class Pump {
            @DirectMethod
            void reboot() {}
        }
        assertProblems((Object) Pump.class, "Pump.class is a class, and handlers are objects. Give new Pump().");
    }

    @Test
    void aListInPlaceOfItsElements() {
        class Pump {
            @DirectMethod
            void reboot() {}
        }
        assertProblems(
                (Object) List.of(new Pump()),
                "A collection of handlers is given as one handler. Give its elements, as in handlers(list.toArray()).");
    }

    @Test
    void oneObjectTwice() {
        class Pump {
            @DirectMethod
            void reboot() {}
        }
        Pump pump = new Pump();
        assertProblems(List.of(pump, pump), "The same Pump is given twice. Give it once.");
    }

    @Test
    void twoObjectsWithOneMethodName() {
        class Fan {
            @DirectMethod("reboot")
            void stop() {}
        }
        class Pump {
            @DirectMethod
            void reboot() {}
        }
        assertProblems(
                List.of(new Fan(), new Pump()),
                "Two handlers for direct method 'reboot': Fan.stop and Pump.reboot. Rename one with @DirectMethod(\"...\").");
    }

    @Test
    void anOverloadedMethod() {
        class Pump {
            @DirectMethod
            void set(int level) {}

            @DirectMethod
            void set(String level) {}
        }
        assertProblems(
                new Pump(),
                "Two handlers for direct method 'set': Pump.set and Pump.set, which is overloaded. Rename one with "
                        + "@DirectMethod(\"...\").");
    }

    @Test
    void aPrivateMethod() {
        class Pump {
            @DirectMethod
            private void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump.reboot is private. Make it package-private or public, so that it can be called and tested.");
    }

    @Test
    void aStaticMethod() {
        class Pump {
            @DirectMethod
            static void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump.reboot is static. Handlers belong to the object that is registered: remove 'static'.");
    }

    @Test
    void twoAnnotationsOnOneMethod() {
        class Pump {
            @DirectMethod
            @ConnectionChange
            void reboot() {}
        }
        assertProblems(new Pump(), "Pump.reboot has more than one handler annotation. Make it two methods.");
    }

    @Test
    void anOverridingMethodWithoutTheAnnotation() {
        class Machine {
            @DirectMethod
            void reboot() {}
        }
        class Pump extends Machine {
            @Override
            void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump.reboot overrides Machine.reboot, whose @DirectMethod it does not inherit. Annotate it too.");
    }

    interface Rebootable {
        @DirectMethod
        void reboot();
    }

    @Test
    void anAnnotationOnTheInterfaceOnly() {
        class Pump implements Rebootable {
            @Override
            public void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump.reboot overrides Rebootable.reboot, whose @DirectMethod it does not inherit. Annotate it too.");
    }

    @Test
    void aNameWithASlash() {
        class Pump {
            @DirectMethod("pump/reboot")
            void reboot() {}
        }
        assertProblems(new Pump(), "Pump.reboot: 'pump/reboot' is not a valid name for a direct method. " + NAME_RULE);
    }

    @Test
    void aNameWithASpace() {
        class Pump {
            @DirectMethod("reboot now")
            void reboot() {}
        }
        assertProblems(new Pump(), "Pump.reboot: 'reboot now' is not a valid name for a direct method. " + NAME_RULE);
    }

    @Test
    void aNameOfTheAgentsOwn() {
        class Pump {
            @DirectMethod("deckhand.methods")
            void methods() {}
        }
        assertProblems(
                new Pump(),
                "Pump.methods: 'deckhand.methods' begins with 'deckhand.', as the agent's own methods do. Choose another "
                        + "name.");
    }

    @Test
    void noTimeAtAll() {
        class Pump {
            @DirectMethod(timeoutSeconds = 0)
            void reboot() {}
        }
        assertProblems(new Pump(), "Pump.reboot: timeoutSeconds is 0. It must be 1 to 300.");
    }

    @Test
    void moreTimeThanTheHubHas() {
        class Pump {
            @DirectMethod(timeoutSeconds = 301)
            void reboot() {}
        }
        assertProblems(new Pump(), "Pump.reboot: timeoutSeconds is 301. It must be 1 to 300.");
    }

    @Test
    void noCallAtATimeAndAQueueBelowNothing() {
        class Pump {
            @DirectMethod(concurrency = 0, queue = -1)
            void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump.reboot: concurrency is 0. It must be 1 to 256.",
                "Pump.reboot: queue is -1. It must be 0 to 10000.");
    }

    @Test
    void aFutureThatTellsNobody() {
        class Pump {
            @DirectMethod
            Future<String> reboot() {
                return new FutureTask<>(() -> "done");
            }
        }
        assertProblems(
                new Pump(),
                "Pump.reboot returns Future, which gives no completion callback. Return a CompletionStage, or the "
                        + "value itself.");
    }

    @Test
    void aStreamAsTheAnswer() {
        class Pump {
            @DirectMethod
            Stream<Integer> levels() {
                return Stream.of(1);
            }
        }
        assertProblems(new Pump(), "Pump.levels returns Stream, which is not a value. Collect it into a List.");
    }

    @Test
    void aDispositionAsTheAnswerOfAMethod() {
        class Pump {
            @DirectMethod
            Disposition reboot() {
                return Disposition.COMPLETE;
            }
        }
        assertProblems(
                new Pump(),
                "Pump.reboot returns Disposition, which only cloud-to-device messages have. Return a value, or void.");
    }

    @Test
    void anAnswerToAConnectionChange() {
        class Pump {
            @ConnectionChange
            boolean changed(ConnectionState state) {
                return true;
            }
        }
        assertProblems(new Pump(), "Pump.changed returns boolean. A listener for connection changes returns void.");
    }

    @Test
    void aPayloadOfAConnectionChange() {
        class Pump {
            @ConnectionChange
            void changed(ConnectionState state, String why) {}
        }
        assertProblems(
                new Pump(),
                "Pump.changed may take a ConnectionState, a ConnectionTransition and a DeviceAgent, and nothing else.");
    }

    @Test
    void aComponentNamedLikeNoComponent() {
        @ModelComponent("thermo-stat")
        class Pump {
            @DirectMethod
            void reboot() {}
        }
        assertProblems(
                new Pump(),
                "Pump: 'thermo-stat' is not a component name. It must be 1 to 64 letters, digits and underscores, begin "
                        + "with a letter and not end with an underscore.");
    }

    @Test
    void aTelemetrySourceThatHasNothingToSend() {
        class Sensor {
            @Telemetry(everySeconds = 1)
            void temperature() {}
        }
        assertProblems(new Sensor(), "Sensor.temperature returns nothing to send. Return the body of the message.");
    }

    @Test
    void aTelemetrySourceThatWantsAPayload() {
        class Sensor {
            @Telemetry(everySeconds = 1)
            double temperature(String unit) {
                return 21;
            }
        }
        assertProblems(
                new Sensor(),
                "Sensor.temperature may take a DeviceAgent, and nothing else: a telemetry source has nothing to bind.");
    }

    @Test
    void aTelemetrySourceWithoutATime() {
        class Sensor {
            @Telemetry(everySeconds = 0, pending = 0)
            double temperature() {
                return 21;
            }
        }
        assertProblems(
                new Sensor(),
                "Sensor.temperature: everySeconds is 0.0. It must be 0.01 to 86400.",
                "Sensor.temperature: pending is 0. It must be 1 to 10000.");
    }

    @Test
    void twoTelemetrySourcesOfOneName() {
        class Sensor {
            @Telemetry(everySeconds = 1)
            double temperature() {
                return 21;
            }

            @Telemetry(value = "temperature", everySeconds = 1)
            double humidity() {
                return 50;
            }
        }
        assertProblems(
                new Sensor(),
                "Two telemetry sources 'temperature': Sensor.humidity and Sensor.temperature. Rename one with "
                        + "@Telemetry(\"...\").");
    }
}
