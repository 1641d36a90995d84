package io.deckhand.core.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is plain is never asked of the mapper, so it must be what the mapper would have found nothing wrong with. */
@SuppressWarnings("unused") // the methods are there for their parameters
class PlainTypesTest {
    enum Mode {
        FAST,
        SLOW
    }

    record Reading(String sensor, double value, Optional<Mode> mode) {}

    record Nested(List<Reading> readings, Map<String, Nested> children, Instant at, List<Duration[]> every) {}

    static final class Data {
        @JsonProperty
        long millis;

        public List<String> names = List.of();
    }

    interface Plain {
        void of(
                Reading record,
                Nested nested,
                Data data,
                Mode mode,
                List<Map<String, int[]>> lists,
                Optional<Instant> perhaps,
                Integer number);
    }

    interface Shape {}

    record WithInterface(Shape shape) {}

    record Renamed(@JsonProperty("other") String name) {}

    record Made(int number) {
        @JsonCreator
        static Made of(int number) {
            return new Made(number);
        }
    }

    record TwoWays(int number) {
        TwoWays(String text) {
            this(Integer.parseInt(text));
        }
    }

    record Generic<T>(T value) {}

    static final class NoWay {
        NoWay(String text) {}
    }

    static final class Setters {
        public int number;

        public void setNumber(int set) {
            number = set;
        }
    }

    static final class TwoNames {
        @JsonProperty("name")
        String first = "";

        @JsonProperty
        String name = "";
    }

    abstract static class Unfinished {}

    interface NotPlain {
        void of(
                Shape shape,
                WithInterface inside,
                Renamed renamed,
                Made made,
                TwoWays twoWays,
                Generic<String> generic,
                NoWay noWay,
                Setters setters,
                TwoNames twoNames,
                Unfinished unfinished,
                List<Shape> list,
                Map<Reading, String> keyed,
                Object anything,
                Thread thread,
                PlainTypesTest test);
    }

    @Test
    void whatIsPlainTheMapperBinds() {
        assertThat(types(Plain.class)).isNotEmpty().allSatisfy(type -> {
            assertThat(PlainTypes.isPlain(type)).isTrue();
            assertThat(BindableTypes.problem(StrictMapper.INSTANCE, StrictMapper.INSTANCE.constructType(type)))
                    .isEmpty();
        });
    }

    @Test
    void theMapperIsAskedAboutAllElse() {
        assertThat(types(NotPlain.class)).isNotEmpty().noneMatch(PlainTypes::isPlain);
    }

    private static List<Type> types(Class<?> declaring) {
        Method method = declaring.getDeclaredMethods()[0];
        return Arrays.stream(method.getParameters())
                .map(Parameter::getParameterizedType)
                .toList();
    }
}
