package io.deckhand.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit Jupiter test class a hub of its own, and each of its tests fresh device identities.
 *
 * <pre>{@code
 * @LocalHubTest
 * class ThermostatTest {
 *     @Test
 *     void reportsTheTargetItWasGiven(LocalHub hub, HubDevice device) {
 *         try (Thermostat thermostat = Thermostat.connect(device.connectionString(), hub.sslContext())) {
 *             device.patchDesired("{\"target\": 21}");
 *             await().until(() -> device.reported().contains("21"));
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>See {@link LocalHubExtension} for the parameters that can be injected and for the check for leaked connections and
 * threads.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LocalHubExtension.class)
public @interface LocalHubTest {}
