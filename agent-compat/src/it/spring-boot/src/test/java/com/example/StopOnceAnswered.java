package com.example;

import io.deckhand.testkit.HubDevice;
import java.time.Duration;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Ends {@code mvn spring-boot:test-run} in the build, with failure unless the application answers on its local hub. */
@Component
@ConditionalOnProperty("stop-once-answered")
class StopOnceAnswered implements ApplicationRunner {
    private final HubDevice device;
    private final ApplicationContext application;

    StopOnceAnswered(HubDevice device, ApplicationContext application) {
        this.device = device;
        this.application = application;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        int status = device.invoke("spin", "{\"rpm\":9000}", Duration.ofSeconds(30), Duration.ofSeconds(60))
                .status();
        System.out.println("test-run: " + status);
        System.exit(SpringApplication.exit(application, () -> status == 200 ? 0 : 1));
    }
}
