package io.deckhand.testkit.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What conditions of routes have beyond those of queries: functions and elements of arrays. */
class RouteConditionTest {
    private static final ObjectNode MESSAGE = Json.parseObject("""
            {"Status":"Active","count":"12.5","word":"twelve",
             "$body":{"state":"WA","t":-2.5,"on":true,"nothing":null,"list":[1,{"month":"Feb","at":[7]}],"a":{"b":1}}}""");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$body.list[1].month = 'Feb' AND $body.list[0] = 1 AND $body.list[1].at[0] = 7",
                "IS_DEFINED($body.list[1].month) AND NOT IS_DEFINED($body.list[2]) AND NOT is_defined($body.state[0])",
                "length($body.state) = 2 AND lower($body.state) = 'wa' AND UPPER(status) = 'ACTIVE'",
                "ABS($body.t) = 2.5 AND SIGN($body.t) = -1 AND CEILING($body.t) = -2 AND FLOOR($body.t) = -3",
                "SQUARE($body.t) = 6.25 AND SQRT(9) = 3 AND POWER(2, 10) = 1024 AND EXP(0) = 1",
                "AS_NUMBER(count) * 2 = 25 AND AS_NUMBER($body.t) = -2.5 AND NOT IS_NUMBER(AS_NUMBER(word))",
                "IS_ARRAY($body.list) AND IS_OBJECT($body.a) AND IS_BOOL($body.on) AND IS_NULL($body.nothing)",
                "IS_NUMBER($body.t) AND IS_STRING($body.state) AND IS_PRIMITIVE($body.nothing) AND NOT IS_PRIMITIVE($body.a)",
                "NOT IS_STRING($body.absent) AND NOT IS_NULL($body.absent) AND NOT IS_PRIMITIVE($body.absent)",
                "CONCAT(status, '-', $body.state) = 'Active-WA'",
                "SUBSTRING(status, 3) = 'ive' AND SUBSTRING(status, 1, 2) = 'ct' AND SUBSTRING(status, 9) = ''",
                "INDEX_OF(status, 'tiv') = 2 AND INDEX_OF(status, 'x') = -1",
                "STARTS_WITH(status, 'Act') AND ENDS_WITH(status, 'ive') AND CONTAINS(status, 'cti')",
                "length(concat(status, substring($body.state, 1))) = 7",
                "CONTAINS(status, 'x') OR $body.on",
            })
    void holds(String condition) {
        assertThat(Condition.parse(condition).holds(MESSAGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ABS(status) >= 0",
                "NOT CONTAINS($body.t, '2')",
                "SQRT(-1) != 7",
                "POWER(10, 400) > 1",
                "LENGTH($body.list) = 2",
                "CONCAT(status, $body.t) != 'x'",
                "AS_NUMBER(word) != 1",
                "SUBSTRING(status, word) != 'x'",
            })
    void anArgumentOfAnotherTypeIsUndefined(String condition) {
        assertThat(Condition.parse(condition).holds(MESSAGE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LEN(status) = 1|position 1: expected a function, such as ABS, AS_NUMBER, CONTAINS, IS_STRING or LENGTH, found 'LEN'",
                "ABS(1, 2) = 1|position 1: ABS takes 1 argument",
                "CONCAT(status) = 'x'|position 1: CONCAT takes 2 arguments or more",
                "SUBSTRING(status) = 'x'|position 1: SUBSTRING takes 2 or 3 arguments",
                "$body.list[x] = 1|position 12: expected the position of an element, counted from 0",
                "$body.list[1.5] = 1|position 12: expected the position of an element, counted from 0",
                "IS_DEFINED(1)|position 12: expected a name",
            })
    void saysWhereItIsWrong(String condition, String why) {
        assertThatThrownBy(() -> Condition.parse(condition))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT * FROM devices WHERE LENGTH(tags.a) = 1", "SELECT * FROM devices WHERE tags.a[0] = 1"})
    void queriesHaveNeither(String query) {
        assertThatThrownBy(() -> Query.parse(query)).isInstanceOf(HubException.class);
    }
}
