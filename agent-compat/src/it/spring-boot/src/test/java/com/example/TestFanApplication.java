package com.example;

import io.deckhand.spring.LocalHubConfiguration;
import org.springframework.boot.SpringApplication;

// region test-run
/** The application with a local hub. */
public class TestFanApplication {
    public static void main(String[] args) {
        SpringApplication.from(FanApplication::main)
                .with(LocalHubConfiguration.class)
                .run(args);
    }
}
// endregion
