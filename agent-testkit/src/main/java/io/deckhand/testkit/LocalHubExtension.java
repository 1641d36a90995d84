package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.junit.ClassHub;
import io.deckhand.testkit.internal.junit.TestDevices;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a hub for each test class, injects it and device identities, and fails a test that leaves a connection or a
 * thread behind. Put it on a class with {@link LocalHubTest}.
 *
 * <p>Parameters of the constructor, of {@code @BeforeEach} and {@code @AfterEach} methods and of tests may be:
 *
 * <ul>
 * <li>{@link LocalHub}: the hub of the test class, which nested classes share. {@code @BeforeAll} and {@code @AfterAll}
 * methods may have this parameter too.
 * <li>{@link HubDevice}: a device identity created for this test; its id begins with the test's name. The first such
 * parameter of a test is the same device as the first of its {@code @BeforeEach} method; a second is another device.
 * </ul>
 *
 * <p>After a test and all its clean-up, its devices must have no connection to the hub, and no live thread may have one
 * of their ids in its name, as the threads of the Azure device client do. The extension waits up to 15 seconds for
 * that; then it fails the test with the names and stack traces of the leftovers. Because of this check and the hub's
 * own loopback address, tests can run in parallel.
 *
 * <p>Works with JUnit 5.10 to 6. Before 5.12 JUnit does not report for which test it creates an instance, so a
 * constructor can have a {@link LocalHub} but not a {@link HubDevice}.
 *
 * @since 0.1
 */
public final class LocalHubExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(LocalHubExtension.class);

    /** Called by JUnit. */
    public LocalHubExtension() {}

    /** Starts the hub, unless an enclosing class has one. */
    @Override
    public void beforeAll(ExtensionContext context) {
        hub(context);
    }

    /** {@return test-method scope, so that the constructor of a test class can have a device} */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** {@return whether the parameter is a hub or a device} */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalHub.class || type == HubDevice.class;
    }

    /** {@return the hub of the class or a device of the test} */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == LocalHub.class) {
            return hub(context);
        }
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "A HubDevice belongs to one test, so " + parameter.getDeclaringExecutable()
                            + " cannot have one (a constructor can from JUnit 5.12 on). Take the LocalHub and call "
                            + "createDevice(...).");
        }
        return devices(context).get(position(parameter));
    }

    private static LocalHub hub(ExtensionContext context) {
        return stored(context, ClassHub.class, ClassHub::new).hub();
    }

    /** Runs when JUnit closes the test's store, after all other clean-up, {@code @AutoClose} included. */
    private static TestDevices devices(ExtensionContext context) {
        LocalHub hub = hub(context);
        String test = context.getRequiredTestMethod().getName();
        return stored(context, TestDevices.class, () -> new TestDevices(hub, test));
    }

    @SuppressWarnings("deprecation") // its successor is not in JUnit 5
    private static <T> T stored(ExtensionContext context, Class<T> type, Supplier<T> first) {
        return requireNonNull(context.getStore(NAMESPACE).getOrComputeIfAbsent(type, key -> first.get(), type));
    }

    private static int position(ParameterContext parameter) {
        return (int) Arrays.stream(parameter.getDeclaringExecutable().getParameterTypes())
                .limit(parameter.getIndex())
                .filter(type -> type == HubDevice.class)
                .count();
    }
}
