package com.example;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Telemetry;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.options.AgentOption;
import io.deckhand.micrometer.DeckhandMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

// region agent
/** The application's agent: built of its configuration and of all beans with handlers. */
@Singleton
class Device {
    private static final List<Class<? extends Annotation>> HANDLERS = List.of(
            DirectMethod.class, DesiredProperty.class, CloudToDevice.class, Telemetry.class, ConnectionChange.class);
    private static final Set<Class<? extends Annotation>> SCOPES = Set.of(ApplicationScoped.class, Singleton.class);

    @Produces
    @ApplicationScoped
    DeviceAgent agent(Config config, BeanManager beans) {
        AgentBuilder builder = AgentBuilder.fromProperties(options(config));
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (hasHandlers(bean)) { // the reference is a client proxy, which the agent knows
                builder.handlers(beans.getReference(bean, bean.getBeanClass(), beans.createCreationalContext(bean)));
            }
        }
        return builder.build(); // reports every mistake in options and handlers
    }

    void start(@Observes StartupEvent event, DeviceAgent agent, MeterRegistry meters) {
        new DeckhandMetrics(agent).bindTo(meters);
        agent.startAsync(); // the application starts although the hub is away; its health says why
    }

    void stop(@Observes ShutdownEvent event, DeviceAgent agent) {
        agent.close(); // delivers what was accepted
    }

    private static boolean hasHandlers(Bean<?> bean) {
        Class<?> type = bean.getBeanClass();
        if (!SCOPES.contains(bean.getScope()) || !bean.getTypes().contains(type)) {
            return false; // a bean of another scope, or one that a method of this class produces
        }
        return Stream.<Class<?>>iterate(type, at -> at != null && at != Object.class, Class::getSuperclass)
                .flatMap(at -> Stream.of(at.getDeclaredMethods()))
                .anyMatch(method -> HANDLERS.stream().anyMatch(method::isAnnotationPresent));
    }

    /** Names of system properties are not checked: {@code -Ddeckhand.link} is a switch of the JVM. */
    private static Map<String, String> options(Config config) {
        Map<String, String> options = new TreeMap<>();
        Set<String> known = new HashSet<>();
        for (AgentOption option : AgentOption.all()) {
            known.add(plain(option.key()));
            config.getOptionalValue(option.key(), String.class)
                    .ifPresent(value -> options.put(option.key(), value));
        }
        for (String name : config.getPropertyNames()) {
            boolean isOption = name.startsWith(AgentOption.PREFIX) && !System.getProperties().containsKey(name);
            if (isOption && !known.contains(plain(name))) {
                options.put(name, ""); // for the agent to refuse, with the known names
            }
        }
        return options;
    }

    /** An environment variable is listed as {@code deckhand.keep.alive}. */
    private static String plain(String name) {
        return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }
}
// endregion
