package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.spring.LocalHubConfiguration;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.MethodResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

// region test
@SpringBootTest
@Import(LocalHubConfiguration.class)
class FanTest {
    @Autowired
    HubDevice device;

    @Test
    void itSpinsNoFasterThanItCan() {
        // The answer may take 30 s, after the application has connected within 60 s.
        MethodResult answer = device.invoke("spin", "{\"rpm\":9000}", Duration.ofSeconds(30), Duration.ofSeconds(60));

        assertThat(answer.payload()).isEqualTo("{\"rpm\":3000}");
    }
}
// endregion
