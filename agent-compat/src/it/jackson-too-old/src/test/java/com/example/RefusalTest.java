package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.DirectMethod;
import io.deckhand.core.AgentBuilder;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final String REFUSAL = "Deckhand needs Jackson 2.15 or later; the class path has jackson-core 2.14.3. Raise "
            + "every Jackson artifact to one version, for example by importing com.fasterxml.jackson:jackson-bom.";

    static final class Handlers {
        @DirectMethod
        int echo(int number) {
            return number;
        }
    }

    @Test
    void anAgentSaysAtOnceThatJacksonIsTooOld() {
        AgentBuilder builder = builder();

        assertEquals(REFUSAL, assertThrows(IllegalStateException.class, builder::build).getMessage());
    }

    @Test
    void soDoesOneWithAMapperOfTheApplication() {
        AgentBuilder builder = builder().objectMapper(new ObjectMapper());

        assertEquals(REFUSAL, assertThrows(IllegalStateException.class, builder::build).getMessage());
    }

    private static AgentBuilder builder() {
        return AgentBuilder.forConnectionString("HostName=127.0.0.9;DeviceId=fan;SharedAccessKey=a2V5")
                .handlers(new Handlers());
    }
}
