package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.spring.LocalHubConfiguration;
import io.deckhand.testkit.HubDevice;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

@SpringBootTest
@Import(LocalHubConfiguration.class)
class FanTest {
    @Autowired
    HubDevice device;

    @Test
    void itSpinsNoFasterThanItCan() {
        device.awaitConnected(Duration.ofSeconds(40));

        assertThat(device.invoke("spin", "{\"rpm\":9000}").payload()).isEqualTo("{\"rpm\":3000}");
    }

    @Test
    void itRunsWithTheSpringBootThatWasAskedFor() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.spring-boot"));
    }
}
