package io.deckhand.spring;

import io.deckhand.testkit.LocalHub;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A local hub for tests and for running an application without a cloud. Needs {@code agent-testkit} on the class path.
 *
 * <pre>{@code
 * @SpringBootTest
 * @Import(LocalHubConfiguration.class)
 * class FanTest {
 *     @Autowired HubDevice device;
 * }
 *
 * public class TestFanApplication {   // mvn spring-boot:test-run
 *     public static void main(String[] args) {
 *         SpringApplication.from(FanApplication::main).with(LocalHubConfiguration.class).run(args);
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
@Configuration(proxyBeanMethods = false)
public class LocalHubConfiguration {
    /** Called by Spring. */
    public LocalHubConfiguration() {}

    @Bean
    LocalHub deckhandLocalHub() {
        return LocalHub.start();
    }
}
