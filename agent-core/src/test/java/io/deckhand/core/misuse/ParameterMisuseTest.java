package io.deckhand.core.misuse;

import static io.deckhand.core.misuse.Misuse.assertProblems;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.CloudMessage;
import io.deckhand.ConnectionState;
import io.deckhand.Deadline;
import io.deckhand.DirectMethod;
import io.deckhand.MessageProperty;
import io.deckhand.MethodResponse;
import io.deckhand.PayloadField;
import io.deckhand.Progress;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Mistakes with what a handler takes. */
@SuppressWarnings({"unused", "ClassCanBeStatic", "TypeParameterUnusedInFormals", "rawtypes", "NullablePrimitive"})
class ParameterMisuseTest {
    record Order(int count) {}

    /** As many libraries have one; that of JSpecify the compiler refuses on a primitive. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Nullable {}

    static class Hidden {
        int level;
    }

    @Test
    void aClassWhoseFieldsNothingCanSet() {
        class Pump {
            @DirectMethod
            void start(Hidden hidden) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter hidden: Hidden has no field that JSON could set: they are neither public nor have "
                        + "setters. Use a record.");
    }

    static final class OneArgument {
        final int level;

        OneArgument(int level) {
            this.level = level;
        }
    }

    @Test
    void aClassWithAConstructorThatJsonCannotUse() {
        class Pump {
            @DirectMethod
            void start(OneArgument argument) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter argument: OneArgument binds to a bare number or boolean only, by its constructor of one "
                        + "argument. Use a record, or annotate the constructor with @JsonCreator if that is meant.");
    }

    abstract static class Configured<T> {
        @DirectMethod
        void configure(T config) {}
    }

    @Test
    void aTypeVariableThatTheClassBindsToWhatNothingBindsTo() {
        class Pump extends Configured<Hidden> {}
        assertProblems(
                new Pump(),
                "Configured.configure, parameter config: Hidden has no field that JSON could set: they are neither public nor "
                        + "have setters. Use a record.");
    }

    @Test
    void twoPayloads() {
        class Pump {
            @DirectMethod
            void start(Order order, String note) {}
        }
        assertProblems(
                new Pump(), "Pump.start has two payload parameters, and there is one payload. Make them one record.");
    }

    @Test
    void thePayloadAndAFieldOfIt() {
        class Pump {
            @DirectMethod
            void start(Order order, @PayloadField("note") String note) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start takes the whole payload and fields of it. Annotate all of its payload parameters with @PayloadField, "
                        + "or none.");
    }

    @Test
    void oneFieldTwice() {
        class Pump {
            @DirectMethod
            void start(@PayloadField("note") String note, @PayloadField("note") String again) {}
        }
        assertProblems(new Pump(), "Pump.start binds the field 'note' twice. Keep one parameter for it.");
    }

    @Test
    void aFieldWithoutAName() {
        class Pump {
            @DirectMethod
            void start(@PayloadField("") String note) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter note: @PayloadField names no field. Name one, as in @PayloadField(\"interval\").");
    }

    @Test
    void aMessagePropertyOfAMethodCall() {
        class Pump {
            @DirectMethod
            void start(@MessageProperty("origin") String origin) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter origin: only messages have application properties. Remove "
                        + "@MessageProperty.");
    }

    @Test
    void aMessageInPlaceOfACall() {
        class Pump {
            @DirectMethod
            void start(CloudMessage message) {}
        }
        assertProblems(
                new Pump(), "Pump.start, parameter message: CloudMessage is not available to this kind of handler.");
    }

    @Test
    void theConnectionAsAParameter() {
        class Pump {
            @DirectMethod
            void start(ConnectionState state) {}
        }
        assertProblems(
                new Pump(), "Pump.start, parameter state: ConnectionState is not available to this kind of handler.");
    }

    @Test
    void theAnswerAsAParameter() {
        class Pump {
            @DirectMethod
            void start(MethodResponse response) {}
        }
        assertProblems(
                new Pump(), "Pump.start, parameter response: MethodResponse is not available to this kind of handler.");
    }

    @Test
    void anInterface() {
        class Pump {
            @DirectMethod
            void start(Runnable work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: Runnable is an interface, and JSON does not say which class. Use a record.");
    }

    abstract static class Work {}

    @Test
    void anAbstractClass() {
        class Pump {
            @DirectMethod
            void start(Work work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: Work is abstract, and JSON does not say which class. Use a record.");
    }

    /** Has no constructor without parameters, and none that says what its parameters are called. */
    static final class Sealed {
        private final int level;

        private Sealed(int level, int more) {
            this.level = level + more;
        }
    }

    @Test
    void aClassThatCannotBeMade() {
        class Pump {
            @DirectMethod
            void start(Sealed work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: Sealed has no constructor that JSON could use. Use a record, or annotate one "
                        + "with @JsonCreator.");
    }

    @Test
    void anElementThatCannotBeMade() {
        class Pump {
            @DirectMethod
            void start(List<Sealed> work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: Sealed has no constructor that JSON could use. Use a record, or annotate one "
                        + "with @JsonCreator.");
    }

    @Test
    void aKeyThatNoNameTurnsInto() {
        class Pump {
            @DirectMethod
            void start(Map<Order, String> work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: a name in JSON cannot be converted to Order. Use String as the key.");
    }

    class Inner {}

    @Test
    void anInnerClass() {
        class Pump {
            @DirectMethod
            void start(Inner work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: Inner is an inner class and needs an instance around it. Make it static.");
    }

    @Test
    void aTypeVariable() {
        class Pump {
            @DirectMethod
            <T> void start(T work) {}
        }
        assertProblems(new Pump(), "Pump.start, parameter work: a type variable cannot be bound. Name the type.");
    }

    @Test
    void anOptionalOfWhoKnowsWhat() {
        class Pump {
            @DirectMethod
            void start(Optional work) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter work: Optional does not say of what. Name the type, as in Optional<String>.");
    }

    @Test
    void aPrimitiveThatMayBeNull() {
        class Pump {
            @DirectMethod
            void start(@PayloadField("level") @Nullable int level) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start, parameter level: int cannot be null. Remove @Nullable, or use the class in its place.");
    }

    @Test
    void aMapperWithoutTheModule() {
        class Pump {
            @DirectMethod
            void every(Duration interval) {}
        }
        assertProblems(
                Misuse.builder(new Pump()).objectMapper(new ObjectMapper()),
                "Pump.every, parameter interval: this ObjectMapper has no module for Duration. Build it with "
                        + "findAndAddModules().");
    }

    @Test
    void theProgressOfAMethodThatIsNotLongRunning() {
        class Pump {
            @DirectMethod
            void start(Progress progress) {}
        }
        assertProblems(new Pump(), "Pump.start takes a Progress. Annotate it with @DirectMethod(longRunning = true).");
    }

    @Test
    void theDeadlineOfAMethodThatIsLongRunning() {
        class Pump {
            @DirectMethod(longRunning = true)
            void start(Deadline deadline) {}
        }
        assertProblems(
                new Pump(),
                "Pump.start is long-running and takes a Deadline, but the caller does not wait for it. Take a Progress.");
    }
}
