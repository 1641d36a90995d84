package io.deckhand.core;

import io.deckhand.Transport;
import io.deckhand.core.internal.link.LinkProvider;
import java.lang.reflect.Method;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * The link of the tests, by the system property {@code deckhand.test.link}: so other modules run the tests of this one on theirs. Only the
 * SDK's link speaks AMQP, so what such a run would repeat over AMQP is skipped.
 */
public final class TestedLink implements ExecutionCondition, InvocationInterceptor {
    private static final String PROPERTY = "deckhand.test.link";

    static final Link LINK = Link.valueOf(System.getProperty(PROPERTY, "SDK"));

    /** For a process of its own: its JVM's option for the same link. */
    public static final String OPTION = "-D" + PROPERTY + "=" + LINK;

    /** {@return whether it is the one of this module} */
    public static boolean isSdk() {
        return LINK == Link.SDK;
    }

    /** {@return the transports of a device that is tested over two: each with a wire of its own} */
    public static Stream<Transport> transports() {
        return isSdk() ? Stream.of(Transport.MQTT, Transport.AMQPS) : Stream.of(Transport.MQTT, Transport.MQTT_WS);
    }

    /** {@return whether the tested link has this transport} */
    static boolean has(Transport transport) {
        return isSdk() || transport == Transport.MQTT || transport == Transport.MQTT_WS;
    }

    private static final ConditionEvaluationResult CONDITION =
            isSdk() || ServiceLoader.load(LinkProvider.class).findFirst().isPresent()
                    ? ConditionEvaluationResult.enabled("The link is on the class path")
                    : ConditionEvaluationResult.disabled("The module of Link." + LINK + " runs the tests on it");

    /** So one option for the whole build chooses the link, and with it the module that runs a test. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return CONDITION;
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        for (Object argument : call.getArguments()) {
            if (argument instanceof Transport transport && !has(transport)) {
                throw new TestAbortedException(transport + " is of the SDK's link, on which agent-core runs this test");
            }
        }
        invocation.proceed();
    }
}
