package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.deckhand.DirectMethod;
import io.deckhand.MethodRequest;
import io.deckhand.PayloadField;
import io.deckhand.core.internal.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/**
 * Whatever a caller sends either binds, or is refused in words that name no class. Seeded: a failure prints the input that
 * replays it.
 */
class PayloadFuzzTest {
    private static final long SEED = 20261121;
    private static final int CASES = 4000;

    enum Link {
        DISCONNECTED,
        CONNECTED
    }

    record Order(int count, long id, double weight, boolean urgent, String name, Link state) {}

    record Nested(
            List<Order> orders,
            Map<String, Nested> children,
            Optional<Instant> at,
            @Nullable Duration every) {}

    static final class Methods {
        @DirectMethod
        @Nullable
        Object order(Order payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object nested(Nested payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object array(int[] payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object tree(JsonNode payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object map(Map<String, Object> payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object text(String payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object bytes(byte[] payload) {
            return payload;
        }

        @DirectMethod
        @Nullable
        Object fields(
                @PayloadField("at") Instant at,
                @PayloadField("id") Optional<BigInteger> id,
                @PayloadField("weight") @Nullable BigDecimal weight) {
            return at;
        }
    }

    /** A mapper that takes what the strict one refuses. */
    private static final Json OWN = new Json(JsonMapper.builder()
            .findAndAddModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .build());

    private final List<Handlers.Method> methods = HandlerScanner.scan(
                    new Json(), PayloadValidator.find(), Interceptors.NONE, List.of(new Methods()), List.of())
            .methods();

    /** Anything at all: what a hostile or broken back end might send. */
    @Test
    void arbitraryTextBindsOrIsRefused() {
        qt().withFixedSeed(SEED)
                .withExamples(CASES)
                .forAll(strings().allPossible().ofLengthBetween(0, 60))
                .checkAssert(this::assertBindsOrIsRefused);
    }

    /** Pieces of JSON in any order: nearly right, which is what finds the corners. */
    @Test
    void nearlyRightJsonBindsOrIsRefused() {
        List<String> pieces = List.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "null",
                "true",
                "0",
                "-1",
                "1.5",
                "-0.10",
                "3.0000000000000001",
                "1e999",
                "99999999999999999999",
                "\"\"",
                "\"count\"",
                "\"orders\"",
                "\"children\"",
                "\"at\"",
                "\"every\"",
                "\"state\"",
                "\"CONNECTED\"",
                "\"2026-01-02T03:04:05Z\"",
                "\"PT5S\"",
                "\"PT999999999999999H\"",
                "\"\\u0000\"",
                "NaN",
                "//",
                "'",
                " ");
        Gen<String> piece = integers().between(0, pieces.size() - 1).map(pieces::get);
        qt().withFixedSeed(SEED)
                .withExamples(CASES)
                .forAll(lists().of(piece).ofSizeBetween(0, 25).map(parts -> String.join("", parts)))
                .checkAssert(this::assertBindsOrIsRefused);
    }

    /** Valid objects with any field set to any value. */
    @Test
    void wrongValuesInRightPlacesBindOrAreRefused() {
        List<String> values = List.of(
                "null",
                "true",
                "0",
                "2147483648",
                "-9223372036854775809",
                "1.0",
                "1e400",
                "1e999999999",
                "-1e-999999999",
                "\"\"",
                "\"7\"",
                "\"CONNECTED\"",
                "\"connected\"",
                "[]",
                "[[]]",
                "{}",
                "{\"a\":{}}",
                "\"PT1S\"",
                "\"2026-13-01T00:00:00Z\"",
                "[null]");
        Gen<String> value = integers().between(0, values.size() - 1).map(values::get);
        List<String> names =
                List.of("count", "id", "weight", "urgent", "name", "state", "orders", "children", "at", "every");
        Gen<String> field = integers()
                .between(0, names.size() - 1)
                .map(names::get)
                .zip(value, (name, json) -> "\"" + name + "\":" + json);
        qt().withFixedSeed(SEED)
                .withExamples(CASES)
                .forAll(lists().of(field).ofSizeBetween(0, 8).map(fields -> "{" + String.join(",", fields) + "}"))
                .checkAssert(this::assertBindsOrIsRefused);
    }

    /** As {@code 1e400} would be to a {@code double}. */
    @Test
    void noNumberBecomesInfinite() {
        for (Handlers.Method method : methods) {
            if (!method.name().equals("text") && !method.name().equals("bytes")) {
                assertThatThrownBy(() -> invoke(method, "{\"weight\":1e400}"))
                        .isInstanceOf(PayloadException.class)
                        .hasMessage("The payload holds a number that is too large.");
            }
        }
    }

    @Test
    void depthIsBounded() {
        for (int depth : new int[] {99, 101, 5_000, 60_000}) {
            assertBindsOrIsRefused("[".repeat(depth) + "]".repeat(depth));
            assertBindsOrIsRefused("{\"children\":".repeat(depth) + "{}" + "}".repeat(depth));
        }
    }

    private void assertBindsOrIsRefused(String payload) {
        assertBindsAsItsTreeDoes(new Json(), payload);
        assertBindsAsItsTreeDoes(OWN, payload);
        for (Handlers.Method method : methods) {
            try {
                invoke(method, payload);
            } catch (PayloadException refused) {
                assertThat(refused.getMessage()).isNotBlank().doesNotContain("java.", "io.deckhand", "Exception");
            } catch (Exception | StackOverflowError other) {
                fail("%s on %s: %s", method.name(), payload, other);
            }
        }
    }

    /** What is bound without a tree is what would have been bound by way of one. */
    private static void assertBindsAsItsTreeDoes(Json json, String payload) {
        for (Class<?> type : List.of(Order.class, Nested.class, Object.class, Map.class, List.class, Double.class)) {
            Object direct = json.bound(type).direct().bind(payload);
            if (direct != null) {
                try {
                    assertThat(direct)
                            .as("%s of %s", type, payload)
                            .isEqualTo(json.bind(json.read(payload), json.type(type)));
                } catch (JsonProcessingException e) {
                    fail("%s is bound to %s without a tree, and with one refused: %s", payload, type, e);
                }
            }
        }
    }

    @Test
    void whatIsRightIsBoundWithoutATree() {
        Map<String, Class<?>> right = Map.of(
                "{\"count\":1,\"id\":2,\"weight\":0.5,\"urgent\":true,\"name\":\"n\",\"state\":\"CONNECTED\"}",
                        Order.class,
                "{\"orders\":[],\"children\":{},\"at\":\"2026-01-02T03:04:05Z\",\"every\":null}", Nested.class,
                "[1,2.5,\"three\",{\"four\":4}]", List.class,
                " -0.1 ", Double.class);
        right.forEach((payload, type) -> {
            assertThat(new Json().bound(type).direct().bind(payload)).isInstanceOf(type);
            assertBindsOrIsRefused(payload);
        });
    }

    private static void invoke(Handlers.Method method, String payload) throws Exception {
        method.handler()
                .invoke(new Invocation.OfMethod(
                        NoAgent.INSTANCE, new MethodRequest(method.name(), payload), System.nanoTime()));
    }
}
