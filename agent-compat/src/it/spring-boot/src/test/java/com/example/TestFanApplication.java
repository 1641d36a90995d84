package com.example;

import io.deckhand.spring.LocalHubConfiguration;
import org.springframework.boot.SpringApplication;

/** The application with a local hub: {@code mvn spring-boot:test-run}. */
public class TestFanApplication {
    public static void main(String[] args) {
        SpringApplication.from(FanApplication::main)
                .with(LocalHubConfiguration.class)
                .run(args);
    }
}
