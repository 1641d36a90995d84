package io.deckhand.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Telemetry;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that is redeployed, agent and SDK included, leaves nothing that holds its class loader. */
@LocalHubTest
@Isolated("the JDK's cache that the agent clears is one for the whole JVM: other agents fill it meanwhile")
class ClassLoaderTest {
    /** Loaded anew for each deployment. */
    public static final class Application implements BiConsumer<String[], SSLContext> {
        public record Reading(int value) {}

        public static final class Handlers {
            @DirectMethod
            public Reading read(Reading given) {
                return given;
            }

            @Telemetry(everySeconds = 1)
            public Reading sample() {
                return new Reading(1);
            }
        }

        @Override
        public void accept(String[] arguments, SSLContext context) {
            try (DeviceAgent agent = AgentBuilder.forConnectionString(arguments[0])
                    .sslContext(context)
                    .transport(Transport.valueOf(arguments[1]))
                    .handlers(new Handlers())
                    .build()) {
                agent.start(Duration.ofSeconds(40));
                for (int i = 0; i < 100; i++) {
                    agent.sendAsync(new Reading(i));
                }
                agent.report("value", new Reading(2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRedeployedApplicationIsCollected(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        List<WeakReference<ClassLoader>> deployments = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            deployments.add(deployed(transport, hub, device));
        }
        assertThat(device.telemetry()).hasSizeGreaterThanOrEqualTo(200);
        await().atMost(Agents.SOON).untilAsserted(() -> {
            System.gc();
            assertThat(deployments).allMatch(loader -> loader.get() == null);
        });
    }

    /** In a method of its own, and on a thread of its own: neither frame holds the loader afterwards. */
    private static WeakReference<ClassLoader> deployed(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(new File(entry).toURI().toURL());
        }
        URLClassLoader loader =
                new URLClassLoader("application", classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        List<Throwable> failures = new ArrayList<>();
        Thread deployment = new Thread(() -> run(loader, device.connectionString(), transport, hub, failures));
        deployment.setContextClassLoader(loader);
        deployment.start();
        deployment.join();
        loader.close();
        assertThat(failures).isEmpty();
        return new WeakReference<>(loader);
    }

    @SuppressWarnings("unchecked")
    private static void run(
            ClassLoader loader, String connectionString, Transport transport, LocalHub hub, List<Throwable> failures) {
        try {
            var application = (BiConsumer<String[], SSLContext>) loader.loadClass(Application.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            application.accept(new String[] {connectionString, transport.name()}, hub.sslContext());
        } catch (ReflectiveOperationException | RuntimeException e) {
            failures.add(e);
        }
    }
}
