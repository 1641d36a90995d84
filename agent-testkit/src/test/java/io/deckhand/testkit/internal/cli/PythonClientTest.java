package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.fixture.ClientProgram;
import io.deckhand.testkit.fixture.Python;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of Python's standard library alone, over its own TLS and its own reading of AMQP, which finds the hub by its info
 * file. {@code AmqpBytesTest}, {@code EventHubProtocolTest} and {@code ToleranceTest} say the same where there is no Python.
 */
class PythonClientTest {
    private static final int FACTS = 24;

    @Test
    void everyByteThatOtherClientsRelyOnIsThere(@TempDir Path directory) throws Exception {
        try (CommandLineHub hub = new CommandLineHub(directory);
                ClientProgram program =
                        new ClientProgram(Python.script("facts.py", hub.info().toString()), "", directory)) {
            program.awaitFact(said -> said.has("done"));

            List<JsonNode> facts =
                    program.facts().stream().filter(said -> said.has("fact")).toList();
            assertThat(facts)
                    .hasSize(FACTS)
                    .allSatisfy(fact -> assertThat(fact.path("holds").asBoolean())
                            .as(fact.toString())
                            .isTrue());
            assertThat(program.end()).isZero();
        }
    }
}
