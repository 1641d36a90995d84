package io.deckhand.core.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deckhand.core.AgentBuilder;
import io.deckhand.core.HandlerDefinitionException;
import java.util.List;

final class Misuse {
    private static final String CONNECTION_STRING = "HostName=127.0.0.1;DeviceId=d;SharedAccessKey=c2VjcmV0";

    private Misuse() {}

    static AgentBuilder builder(Object... handlers) {
        return AgentBuilder.forConnectionString(CONNECTION_STRING).handlers(handlers);
    }

    /** Asserts that one object has exactly these problems, word for word. */
    static void assertProblems(Object handlers, String... messages) {
        assertProblems(List.of(handlers), messages);
    }

    static void assertProblems(List<Object> handlers, String... messages) {
        assertProblems(builder(handlers.toArray()), messages);
    }

    static void assertProblems(AgentBuilder builder, String... messages) {
        HandlerDefinitionException thrown = catchThrowableOfType(
                HandlerDefinitionException.class, () -> builder.build().close());
        assertThat(thrown).as("a HandlerDefinitionException").isNotNull();
        assertThat(thrown.problems()).containsExactlyInAnyOrder(messages);
    }
}
