package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.MethodResult;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

// region test
@QuarkusTest
@WithTestResource(LocalHubResource.class)
class FanTest {
    HubDevice device; // from the resource

    @Test
    void itSpinsNoFasterThanItCan() {
        // The answer may take 30 s, after the application has connected within 60 s.
        MethodResult answer = device.invoke("spin", "{\"rpm\":9000}", Duration.ofSeconds(30), Duration.ofSeconds(60));

        assertEquals("{\"rpm\":3000}", answer.payload());
    }
}
// endregion
