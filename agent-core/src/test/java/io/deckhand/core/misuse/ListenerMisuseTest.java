package io.deckhand.core.misuse;

import static io.deckhand.core.misuse.Misuse.assertProblems;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.MessageProperty;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import io.deckhand.ModuleInput;
import io.deckhand.PayloadField;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistakes with listeners of desired properties and of cloud-to-device messages. */
@SuppressWarnings({"unused", "ClassCanBeStatic"})
class ListenerMisuseTest {
    @Test
    void aPathWithAnEmptyName() {
        class Heater {
            @DesiredProperty("climate..target")
            void target(double celsius) {}
        }
        assertProblems(
                new Heater(),
                "Heater.target: The path 'climate..target' holds an empty name. Names are 1 to 1024 bytes without white "
                        + "space, control characters, '.', '$' and '#', joined by single dots.");
    }

    @Test
    void aPathIntoTheMetadata() {
        class Heater {
            @DesiredProperty("$metadata.target")
            void target(double celsius) {}
        }
        assertProblems(
                new Heater(),
                "Heater.target: The path '$metadata.target' holds the name '$metadata'. Names are 1 to 1024 bytes without "
                        + "white space, control characters, '.', '$' and '#', joined by single dots.");
    }

    @Test
    void aPathTooDeepForTheHub() {
        class Heater {
            @DesiredProperty("a.b.c.d.e.f.g.h.i.j.k")
            void target(double celsius) {}
        }
        assertProblems(new Heater(), "Heater.target: The path 'a.b.c.d.e.f.g.h.i.j.k' is 11 deep; the hub allows 10.");
    }

    @Test
    void aPropertyWithoutItsValue() {
        class Heater {
            @DesiredProperty("target")
            void target(DeviceAgent agent) {}
        }
        assertProblems(new Heater(), "Heater.target takes no value. Give it a parameter for the property.");
    }

    @Test
    void aPropertyWithTwoValues() {
        class Heater {
            @DesiredProperty("target")
            void target(double celsius, String unit) {}
        }
        assertProblems(
                new Heater(),
                "Heater.target has two payload parameters, and there is one payload. Make them one record.");
    }

    @Test
    void anAnswerToAllProperties() {
        class Heater {
            @DesiredProperty
            String all(String section) {
                return section;
            }
        }
        assertProblems(
                new Heater(),
                "Heater.all listens to all desired properties and returns a value, which would be reported under no name. "
                        + "Make it void and call agent.report(...), or name a property with @DesiredProperty(\"...\").");
    }

    @Test
    void twoWhoReportOneProperty() {
        class Heater {
            @DesiredProperty("target")
            double target(double celsius) {
                return celsius;
            }
        }
        class Display {
            @DesiredProperty("target")
            int shown(int celsius) {
                return celsius;
            }
        }
        assertProblems(
                List.of(new Heater(), new Display()),
                "Two listeners return the value of desired property 'target': Heater.target and Display.shown. Make one "
                        + "void.");
    }

    @Test
    void aMethodsAnswerToAProperty() {
        class Heater {
            @DesiredProperty("target")
            MethodResponse target(double celsius) {
                return MethodResponse.ok(celsius);
            }
        }
        assertProblems(
                new Heater(),
                "Heater.target returns MethodResponse, which only direct methods have. Return the value that was applied, "
                        + "or void.");
    }

    @Test
    void aDeadlineForAProperty() {
        class Heater {
            @DesiredProperty("target")
            void target(double celsius, Deadline deadline) {}
        }
        assertProblems(
                new Heater(), "Heater.target, parameter deadline: Deadline is not available to this kind of handler.");
    }

    @Test
    void aCallInPlaceOfAMessage() {
        class Display {
            @CloudToDevice
            void show(MethodRequest request) {}
        }
        assertProblems(
                new Display(),
                "Display.show, parameter request: MethodRequest is not available to this kind of handler.");
    }

    @Test
    void aTextAsTheAnswerToAMessage() {
        class Display {
            @CloudToDevice
            String show(CloudMessage message) {
                return "shown";
            }
        }
        assertProblems(
                new Display(),
                "Display.show returns String. A listener for cloud-to-device messages returns Disposition or void.");
    }

    @Test
    void aMessagePropertyThatIsNoText() {
        class Display {
            @CloudToDevice
            void show(@MessageProperty("level") int level) {}
        }
        assertProblems(
                new Display(),
                "Display.show, parameter level: a property of a message is text. Make it a String or an Optional<String>.");
    }

    @Test
    void aMessagePropertyWithoutAName() {
        class Display {
            @CloudToDevice
            void show(@MessageProperty("") String level) {}
        }
        assertProblems(
                new Display(),
                "Display.show, parameter level: @MessageProperty names no property. Name one, as in "
                        + "@MessageProperty(\"origin\").");
    }

    @Test
    void aMessagePropertyThatIsAField() {
        class Display {
            @CloudToDevice
            void show(@MessageProperty("level") @PayloadField("level") String level) {}
        }
        assertProblems(
                new Display(),
                "Display.show, parameter level: @PayloadField and @MessageProperty exclude each other. Keep one.");
    }

    @Test
    void twoListenersForTheSameMessages() {
        class Display {
            @CloudToDevice(when = "kind=alarm")
            void show(CloudMessage message) {}

            @CloudToDevice(when = "kind=alarm")
            void sound(CloudMessage message) {}
        }
        assertProblems(
                new Display(),
                "Two listeners take the same cloud-to-device messages: Display.show and Display.sound. Give them different "
                        + "conditions with 'when', or an 'order'.");
    }

    @Test
    void aConditionOnNothing() {
        class Display {
            @CloudToDevice(when = "=alarm")
            void show(CloudMessage message) {}
        }
        assertProblems(
                new Display(),
                "Display.show: the condition '=alarm' names no property. Write when = \"kind=alarm\", or when = \"kind\".");
    }

    @Test
    void conditionsInAnotherLanguage() {
        class Display {
            @CloudToDevice(
                    when = {
                        "kind==alarm",
                        "level!=3",
                        "kind = alarm",
                        "level > 3",
                        "name='fan'",
                        "kind=alarm && level=3"
                    })
            void show(CloudMessage message) {}

            @CloudToDevice(when = "kind=alarm AND level=3")
            void sound(CloudMessage message) {}

            @CloudToDevice(when = "kind= alarm")
            void blink(CloudMessage message) {}
        }
        String how = " Write when = \"kind=alarm\", or when = \"kind\".";
        String several = " holds several. Write each by itself: when = {\"kind=alarm\", \"level=3\"}; all must hold.";
        String noName =
                " does not begin with the name of a property: one has letters, digits and !#$%&'*+-.^_`|~, and no blanks."
                        + how;
        assertProblems(
                new Display(),
                "Display.blink: the condition 'kind= alarm' has blanks around the value, which would belong to it. "
                        + "Leave them out.",
                "Display.show: the condition 'kind==alarm' compares with something else than '='." + how,
                "Display.show: the condition 'level!=3' compares with something else than '='." + how,
                "Display.show: the condition 'kind = alarm'" + noName,
                "Display.show: the condition 'level > 3'" + noName,
                "Display.show: the condition 'name='fan'' has quotes around the value, which would belong to it. "
                        + "Leave them out.",
                "Display.show: the condition 'kind=alarm && level=3'" + several,
                "Display.sound: the condition 'kind=alarm AND level=3'" + several);
    }

    @Test
    void conditionsThatNeverHoldTogether() {
        class Display {
            @CloudToDevice(when = {"kind=alarm", "kind=notice"})
            void show(CloudMessage message) {}
        }
        assertProblems(
                new Display(),
                "Display.show: the conditions 'kind=alarm' and 'kind=notice' never hold together. Make a listener "
                        + "for each.");
    }

    @Test
    void unusualConditionsThatMessagesMeet() {
        class Display {
            @CloudToDevice(when = {"key=YWI9PQ==", "note=search and rescue", "level$1.x_y-z=", "empty"})
            void show(CloudMessage message) {}
        }
        Misuse.builder(new Display()).build().close();
    }

    @Test
    void noAttemptAtAllAfterNoTime() {
        class Display {
            @CloudToDevice(attempts = 0, retryAfter = "soon")
            void show(CloudMessage message) {}
        }
        assertProblems(
                new Display(),
                "Display.show: attempts is 0. It must be 1 to 100.",
                "Display.show: retryAfter is 'soon'. It must be a duration of at most one hour, as \"PT5S\".");
    }

    @Test
    void aDeadLetterForOneWhoHandlesMessages() {
        class Display {
            @CloudToDevice
            void show(DeadLetter letter) {}
        }
        assertProblems(
                new Display(), "Display.show takes a DeadLetter. Annotate it with @CloudToDevice(deadLetter = true).");
    }

    @Test
    void twoForDeadLettersAndOneThatChooses() {
        class Display {
            @CloudToDevice(deadLetter = true)
            void lost(DeadLetter letter) {}

            @CloudToDevice(deadLetter = true, when = "kind")
            void lostToo(DeadLetter letter) {}
        }
        assertProblems(
                new Display(),
                "Two listeners for dead letters: Display.lost and Display.lostToo. Keep one.",
                "Display.lostToo takes all dead letters, once: remove 'when', 'order' and 'attempts'.");
    }

    @Test
    void oneInputForTwoAndAnInputThatIsNoLevelOfATopic() {
        class Filter {
            @ModuleInput("temperature")
            void first(CloudMessage message) {}

            @ModuleInput
            void temperature(CloudMessage message) {}

            @ModuleInput("a/b")
            void slash(CloudMessage message) {}
        }
        assertProblems(
                new Filter(),
                "Two listeners for input 'temperature': Filter.first and Filter.temperature. Rename one with "
                        + "@ModuleInput(\"...\").",
                "Filter.slash: 'a/b' is not a valid name for an input. It must be 1 to 128 characters, none of them '/', "
                        + "'+', '#', white space or a control character.");
    }

    @Test
    void anAnswerOfAnInputAndOneThatIsTriedTooOften() {
        class Filter {
            @ModuleInput
            String answer(CloudMessage message) {
                return "answer";
            }

            @ModuleInput(attempts = 101, retryAfter = "PT2H")
            void often(DeadLetter letter) {}
        }
        assertProblems(
                new Filter(),
                "Filter.answer returns String. A listener for the messages of an input returns Disposition or void.",
                "Filter.often, parameter letter: DeadLetter is not available to this kind of handler.",
                "Filter.often: attempts is 101. It must be 1 to 100.",
                "Filter.often: retryAfter is 'PT2H'. It must be a duration of at most one hour, as \"PT5S\".");
    }
}
