package io.deckhand.testkit.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.lists;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.SourceDSL;

/** The language itself: which conditions hold for one device, and what is no query. */
class QueryLanguageTest {
    private static final ObjectNode DEVICE = Json.parseObject("""
            {"deviceId":"d1","status":"enabled","connectionState":"Connected","capabilities":{"iotEdge":false},
             "tags":{"room":"7","floor":2,"flag":true,"nothing":null,"list":[1],"my-key":5,"select":"x","room-2b":3,"7":8,"1e5":9,"0x":1,"as":4,
                     "3f2504e0-4f89-11d3-9a0c-0305e82c3301":6,"a--b":7,"a":{"b-1":{"2":5}}},
             "properties":{"desired":{"$version":4,"level":10,"Level":99},
                           "reported":{"rebootTime":"2026-03-01T00:00:00Z","level":-2.5}}}""");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tags.room = '7'",
                "tags.room != '8'",
                "tags.room <> \"8\"",
                "DEVICEID = 'd1' and not STATUS = 'disabled'",
                "devices.deviceId = 'd1'",
                "properties.desired.level = 10",
                "properties.desired.Level = 99",
                "Properties.Desired.$version = 4",
                "tags.floor < 3 AND tags.floor <= 2 AND tags.floor > 1 AND tags.floor >= 2",
                "tags.floor IN [1, 2, 3]",
                "deviceId NIN ['x', 'y']",
                "tags.floor NIN []",
                "tags.floor * 3 + 1 = 7",
                "1 + 2 * 3 = 7 AND (1 + 2) * 3 = 9",
                "10 - 2 - 3 = 5 AND 12 / 2 / 3 = 2 AND 7 % 4 = 3",
                "properties.reported.level = -2.5 AND - properties.reported.level > 2",
                "tags.floor = 0x2",
                "tags.floor = 2e0",
                "is_defined(tags.room) AND NOT IS_DEFINED(tags.roof)",
                "IS_DEFINED(tags.nothing) AND tags.nothing = null",
                "tags.flag",
                "tags.flag = true AND NOT capabilities.iotEdge",
                "tags.[[my-key]] = 5 AND tags.select = 'x'",
                "tags.my-key = 5 AND tags.my-key=5 AND tags.room-2b = 3 AND tags.a--b = 7",
                "tags.7 = 8 AND tags.1e5 = 9 AND tags.0x = 1 AND tags.a.b-1.2 = 5",
                "tags.3f2504e0-4f89-11d3-9a0c-0305e82c3301 = 6",
                "devices.tags.my-key IN [5] AND IS_DEFINED(tags.room-2b)",
                "tags.my-key - 1 = 4 AND tags.floor -1 = 1 AND tags.as -1 = 3 AND tags.my-key- 2 = 3",
                "tags.missing = 1 OR tags.room = '7'",
                "'it\\'s \\u0041' = \"it's A\"",
                "properties.reported.rebootTime > '2026-02-01'",
                "1 = 2 OR 1 = 1 AND 2 = 2",
            })
    void theConditionHolds(String condition) {
        assertThat(matches(condition)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tags.ROOM = '7'",
                "tags.room = 7",
                "tags.room > 6",
                "tags.missing != 1",
                "NOT tags.missing = 1",
                "tags.missing = undefined",
                "tags.list = 1",
                "tags.room",
                "tags.floor / 0 > 1",
                "tags.room + 1 = 8",
                "tags.missing NIN [1]",
                "NOT (tags.missing = 1 AND tags.room = '7')",
                "(1 = 1 OR 1 = 1) AND 2 = 1",
            })
    void theConditionDoesNotHold(String condition) {
        assertThat(matches(condition)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    SELECT tags.my-key FROM devices                                 | {'my-key':5}
                    SELECT tags.7, tags.1e5 FROM devices                            | {'7':8,'1e5':9}
                    SELECT tags.3f2504e0-4f89-11d3-9a0c-0305e82c3301 FROM devices   | {'3f2504e0-4f89-11d3-9a0c-0305e82c3301':6}
                    SELECT tags.a.b-1.2 FROM devices                                | {'2':5}
                    SELECT tags.my-key AS a-b, tags.7 AS 7-x FROM devices           | {'a-b':5,'7-x':8}
                    SELECT tags.floor AS 3f25-4f89 FROM devices                     | {'3f25-4f89':2}
                    SELECT tags.floor AS 2 FROM devices                             | {'2':2}
                    SELECT tags.floor AS 1e5, tags.7 AS 0x FROM devices             | {'1e5':2,'0x':8}
                    SELECT MAX(tags.my-key) AS most-of-it FROM devices              | {'most-of-it':5}
                    SELECT SUM(tags.7), MIN(tags.room-2b) FROM devices              | {'$1':8,'$2':3}
                    SELECT tags.my-key, COUNT() AS n-1 FROM devices GROUP BY tags.my-key      | {'my-key':5,'n-1':1}
                    SELECT tags.7 AS 7-x, COUNT() AS 2 FROM devices GROUP BY tags.7           | {'7-x':8,'2':1}
                    SELECT tags.a.b-1.2 AS x, COUNT() AS n FROM devices GROUP BY tags.a.b-1.2 | {'x':5,'n':1}
                    """)
    void unquotedNamesStandInSelectGroupByAndAliases(String query, String row) {
        NavigableMap<String, ObjectNode> devices = new TreeMap<>();
        devices.put("d1", DEVICE);

        assertThat(new QueryRun(Query.parse(query)).over(devices).values())
                .containsExactly(Json.parseObject(row.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT",
                "SELECT * FROM",
                "SELECT * FROM twins",
                "SELECT * FROM devices WHERE",
                "SELECT * FROM devices WHERE a = b = c",
                "SELECT * FROM devices WHERE (a = 1",
                "SELECT * FROM devices WHERE a IN 1",
                "SELECT * FROM devices WHERE STARTSWITH(deviceId, 'd')",
                "SELECT * FROM devices WHERE a = 'x",
                "SELECT * FROM devices WHERE a = '\\x'",
                "SELECT * FROM devices WHERE a = 1x",
                "SELECT * FROM devices WHERE a = 0x",
                "SELECT * FROM devices ORDER BY deviceId",
                "SELECT * FROM devices GROUP BY tags.a",
                "SELECT tags.a, COUNT() FROM devices",
                "SELECT tags.a, tags.b.a FROM devices",
                "SELECT COUNT(tags.a) FROM devices",
                "SELECT TOP 0 * FROM devices",
                "SELECT TOP 1.5 * FROM devices",
                "SELECT jobId FROM devices.jobs",
                "SELECT COUNT() FROM devices.jobs",
                "SELECT * FROM devices; DROP",
            })
    void whatIsNoQueryIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> Query.parse(text))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.error()).isEqualTo(HubError.ARGUMENT_INVALID))
                .hasMessageMatching("Query syntax error at position \\d+: .*\\.");
    }

    @Test
    void aConditionMayBeLongButNotDeep() {
        assertThat(matches("1 = 2" + " OR 1 = 2".repeat(800) + " OR 1 = 1")).isTrue();
        assertThat(matches("0" + " + 1".repeat(1500) + " = 1500")).isTrue();
        assertThatThrownBy(() -> Query.ofDevices("(".repeat(8000))).hasMessageContaining("deeper than 50 levels");
        assertThatThrownBy(() -> Query.ofDevices("NOT ".repeat(2000) + "true")).hasMessageContaining("deeper than");
        assertThatThrownBy(() -> Query.ofDevices("-".repeat(2000) + "1")).hasMessageContaining("deeper than");
        assertThatThrownBy(() -> Query.ofDevices("true" + " ".repeat(8192))).hasMessageContaining("8192 characters");
    }

    @Test
    void anAggregateWithoutANameIsCalledAfterItsPlace() {
        NavigableMap<String, ObjectNode> devices = new TreeMap<>();
        devices.put("d1", DEVICE);

        assertThat(new QueryRun(Query.parse("SELECT COUNT(), MAX(tags.floor) FROM devices")).over(devices))
                .containsValue(Json.parseObject("{\"$1\":1,\"$2\":2}"));
    }

    @Test
    void nothingAtAllStillHasACountAndNoAverage() {
        Query query = Query.parse("SELECT COUNT() AS n, SUM(tags.floor) AS s, AVG(tags.floor) AS a FROM devices");

        assertThat(new QueryRun(query).over(new TreeMap<>())).containsValue(Json.parseObject("{\"n\":0,\"s\":0}"));
    }

    /** Pieces that queries, and what is nearly one, are made of. */
    private static final Gen<String> PIECES = SourceDSL.arbitrary()
            .pick(
                    "SELECT",
                    "*",
                    "TOP",
                    "1",
                    "FROM",
                    "devices",
                    "devices.modules",
                    "devices.jobs",
                    "WHERE",
                    "AND",
                    "OR",
                    "NOT",
                    "IN",
                    "NIN",
                    "[",
                    "]",
                    "[[",
                    "]]",
                    "(",
                    ")",
                    ",",
                    ".",
                    "=",
                    "!=",
                    "<",
                    ">=",
                    "+",
                    "-",
                    "/",
                    "%",
                    "IS_DEFINED",
                    "COUNT",
                    "SUM",
                    "GROUP BY",
                    "AS",
                    "tags",
                    "deviceId",
                    "properties.desired.level",
                    "null",
                    "undefined",
                    "true",
                    "0x",
                    "1e999",
                    "1e-",
                    "'",
                    "\"",
                    "\\",
                    "\\u00",
                    "'x'",
                    "\0",
                    "ü",
                    "\uD800",
                    "$");

    private static final Gen<String> HOSTILE =
            lists().of(PIECES).ofSizeBetween(0, 25).map(pieces -> String.join(" ", pieces));

    @Test
    void noTextEndsInAnythingButResultsOrARefusal() {
        qt().withFixedSeed(20_261_121)
                .withExamples(2_000)
                .forAll(HOSTILE)
                .check(text -> isAnswered(text)
                        && isAnswered("SELECT * FROM devices WHERE " + text)
                        && isAnswered("SELECT " + text + " FROM devices")
                        && isAnswered("SELECT COUNT() FROM devices GROUP BY " + text)
                        && isAnswered(text.replace(" ", "")));
    }

    private static boolean isAnswered(String text) {
        NavigableMap<String, ObjectNode> devices = new TreeMap<>();
        devices.put("d1", DEVICE);
        try {
            new QueryRun(Query.parse(text)).over(devices);
            return true;
        } catch (HubException e) {
            return e.error() == HubError.ARGUMENT_INVALID;
        }
    }

    private static boolean matches(String condition) {
        NavigableMap<String, ObjectNode> devices = new TreeMap<>();
        devices.put("d1", DEVICE);
        return !new QueryRun(Query.ofDevices(condition)).over(devices).isEmpty();
    }
}
