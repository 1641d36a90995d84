package io.deckhand.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.core.HandlerDefinitionException;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class StarterTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DeckhandAutoConfiguration.class,
                    LocalHubAutoConfiguration.class,
                    MicrometerAutoConfiguration.class,
                    Boot3HealthAutoConfiguration.class,
                    MetricsAutoConfiguration.class))
            .withPropertyValues("deckhand.reconnect.first=20ms", "deckhand.reconnect.limit=200ms");

    static class Fan {
        private final DeviceAgent agent; // injected although the agent is built with this bean

        Fan(DeviceAgent agent) {
            this.agent = agent;
        }

        @DirectMethod
        public String whoAmI() {
            return agent.deviceId();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FanConfiguration {
        @Bean
        Fan fan(DeviceAgent agent) {
            return new Fan(agent);
        }
    }

    private static HubDevice connected(AssertableApplicationContext context) {
        HubDevice device = context.getBean(HubDevice.class);
        DeviceAgent agent = context.getBean(DeviceAgent.class);
        await().atMost(SOON).until(() -> agent.state() == ConnectionState.CONNECTED);
        return device;
    }

    @Test
    void aBeanAnswersMethodsAndHasTheAgentInjected() {
        application
                .withUserConfiguration(LocalHubConfiguration.class, FanConfiguration.class)
                .withPropertyValues("deckhand.local-hub.device-id=fan-7")
                .run(context -> assertThat(
                                connected(context).invoke("whoAmI", "null").payload())
                        .isEqualTo("\"fan-7\""));
    }

    /** As transactions, security and caching do it: the bean is a proxy, and its class one that Spring has made. */
    @Configuration(proxyBeanMethods = false)
    static class Advice {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Bean
        static BeanPostProcessor counting() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (!(bean instanceof Fan)) {
                        return bean;
                    }
                    ProxyFactory proxies = new ProxyFactory(bean);
                    proxies.setProxyTargetClass(true);
                    proxies.addAdvice((MethodInterceptor) call -> {
                        if (call.getMethod().getName().equals("whoAmI")) {
                            CALLS.incrementAndGet();
                        }
                        return call.proceed();
                    });
                    return proxies.getProxy();
                }
            };
        }
    }

    @Test
    void aBeanBehindAnAopProxyAnswersThroughIt() {
        application
                .withUserConfiguration(LocalHubConfiguration.class, FanConfiguration.class, Advice.class)
                .run(context -> {
                    assertThat(connected(context).invoke("whoAmI", "null").status())
                            .isEqualTo(200);
                    assertThat(Advice.CALLS).hasValue(1);
                });
    }

    @Test
    void theHealthIsDownWithItsCauseWhileTheHubIsAway() {
        application
                .withUserConfiguration(LocalHubConfiguration.class, FanConfiguration.class)
                .run(context -> {
                    connected(context);
                    HealthIndicator health = context.getBean(HealthIndicator.class);
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    LocalHub hub = context.getBean(LocalHub.class);

                    hub.stop();

                    await().atMost(SOON)
                            .until(() -> health.health().getStatus().equals(Status.DOWN)
                                    && health.health().getDetails().get("cause") == FailureCause.CONNECTION_REFUSED);
                    assertThat(health.health().getDetails()).containsKeys("device", "failure", "since");

                    hub.startAgain();

                    await().atMost(SOON).until(() -> health.health().getStatus().equals(Status.UP));
                });
    }

    @Test
    void whatWasSentIsDeliveredBeforeTheApplicationEnds() {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice fan = hub.createDevice("fan");
            application
                    .withPropertyValues(
                            "deckhand.connectionString=" + fan.connectionString(),
                            "deckhand.trusted_certificates=" + hub.caCertificate())
                    .run(context -> {
                        DeviceAgent agent = context.getBean(DeviceAgent.class);
                        await().atMost(SOON).until(() -> agent.state() == ConnectionState.CONNECTED);
                        for (int i = 0; i < 500; i++) {
                            agent.sendAsync("reading " + i);
                        }
                        context.getSourceApplicationContext().close();
                        assertThat(agent.state()).isEqualTo(ConnectionState.CLOSED);
                    });
            assertThat(fan.telemetry()).hasSize(500);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Registries {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        ObservationRegistry observations(MeterRegistry meters) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(
                            new io.micrometer.core.instrument.observation.DefaultMeterObservationHandler(meters));
            return registry;
        }
    }

    @Test
    void metersAndObservationsAreThereWhereTheApplicationHasRegistries() {
        application
                .withUserConfiguration(Registries.class, LocalHubConfiguration.class, FanConfiguration.class)
                .run(context -> {
                    connected(context).invoke("whoAmI", "null");
                    MeterRegistry meters = context.getBean(MeterRegistry.class);

                    assertThat(meters.get("deckhand.method.calls")
                                    .tag("method", "whoAmI")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                    assertThat(meters.get("deckhand.connections")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1);
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(meters.get("deckhand.handler")
                                            .tag("deckhand.name", "whoAmI")
                                            .timer()
                                            .count())
                                    .isEqualTo(1));
                });
    }

    static class Wrong {
        @DirectMethod
        public void two(String one, List<String> other) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class WrongConfiguration {
        @Bean
        Wrong wrong() {
            return new Wrong();
        }
    }

    @Test
    void mistakesOfHandlersAndPropertiesEndTheStart() {
        application
                .withUserConfiguration(LocalHubConfiguration.class, WrongConfiguration.class)
                .run(context -> assertThat(context).getFailure().isInstanceOf(HandlerDefinitionException.class));
        application
                .withUserConfiguration(LocalHubConfiguration.class)
                .withPropertyValues("deckhand.keepalives=60s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("Unknown property 'deckhand.keepalives'. Known: deckhand.keep-alive,"));
        application
                .withUserConfiguration(LocalHubConfiguration.class)
                .withPropertyValues("deckhand.keep-alive=1s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessage("'deckhand.keep-alive' is '1s'. It must be 5s to 1177s."));
    }

    @Test
    void propertiesMayBeSpeltInEveryWayOfSpringBootAndCustomizersComeLast() {
        application
                .withUserConfiguration(LocalHubConfiguration.class)
                .withPropertyValues(
                        "deckhand.outboxCapacity=1",
                        "deckhand.transport[0]=AMQPS",
                        "deckhand.transport[1]=MQTT",
                        "deckhand.shutdown.drain=1s")
                .withSystemProperties("deckhand.describe_methods=true")
                .withBean(AgentCustomizer.class, () -> builder -> builder.outboxCapacity(5))
                .run(context -> assertThat(connected(context)
                                .invoke("deckhand.methods", "null")
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void anAgentOfTheApplicationsOwnOrASwitchTurnsItOff() {
        application
                .withPropertyValues("deckhand.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(DeviceAgent.class).hasNotFailed());
    }
}
