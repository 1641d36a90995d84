package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.PayloadField;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.HandlerDefinitionException;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Handler objects that a framework wraps: Spring AOP and @Async, CDI, spies. */
@LocalHubTest
class ProxiedHandlersTest {
    static class Maintenance {
        @DirectMethod
        public String reboot(@PayloadField("delay") int delay) {
            return "in " + delay;
        }

        @DesiredProperty("interval")
        public int interval(int seconds) {
            return seconds;
        }
    }

    /** What CGLIB makes of it: every method overridden, no annotation. */
    @SuppressWarnings("checkstyle:TypeName")
    static class Maintenance$$SpringCGLIB$$0 extends Maintenance {
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public final String reboot(int delay) {
            calls.incrementAndGet();
            return super.reboot(delay);
        }

        @Override
        public final int interval(int seconds) {
            calls.incrementAndGet();
            return super.interval(seconds);
        }
    }

    interface Rebooting {
        @DirectMethod
        String reboot(@PayloadField("delay") int delay);
    }

    static class Fixed {
        @DirectMethod
        public final String reboot() {
            return "now";
        }
    }

    @SuppressWarnings("checkstyle:TypeName")
    static class Fixed$$SpringCGLIB$$0 extends Fixed {}

    @Test
    void aGeneratedSubclassIsCalledAsTheClassItExtends(LocalHub hub, HubDevice device) {
        Maintenance$$SpringCGLIB$$0 proxy = new Maintenance$$SpringCGLIB$$0();
        try (DeviceAgent agent = Agents.started(hub, device, proxy)) {
            assertThat(device.invoke("reboot", "{\"delay\":5}")).isEqualTo(new MethodResult(200, "\"in 5\""));
            device.patchDesired("{\"interval\":7}");
            await().atMost(Agents.SOON).until(() -> device.reported().contains("\"interval\":7"));
            assertThat(proxy.calls).hasValue(2);
        }
    }

    @Test
    void aProxyOfAnInterfaceIsCalledAsTheInterface(LocalHub hub, HubDevice device) {
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Rebooting.class},
                (self, method, arguments) -> "proxied " + arguments[0]);
        try (DeviceAgent agent = Agents.started(hub, device, proxy)) {
            assertThat(device.invoke("reboot", "{\"delay\":5}")).isEqualTo(new MethodResult(200, "\"proxied 5\""));
        }
    }

    @Test
    void aSpyIsCalledAsTheClassItStandsFor(LocalHub hub, HubDevice device) {
        Maintenance spy = spy(new Maintenance());
        try (DeviceAgent agent = Agents.started(hub, device, spy)) {
            assertThat(device.invoke("reboot", "{\"delay\":5}")).isEqualTo(new MethodResult(200, "\"in 5\""));
            verify(spy).reboot(5);
        }
    }

    @Test
    void aMethodThatAProxyCannotPassOnIsRefused() {
        AgentBuilder builder = AgentBuilder.forConnectionString(
                        "HostName=127.0.0.1;DeviceId=d;SharedAccessKey=c2VjcmV0")
                .handlers(new Fixed$$SpringCGLIB$$0());
        assertThatThrownBy(builder::build)
                .isInstanceOf(HandlerDefinitionException.class)
                .hasMessageContaining(
                        "Fixed.reboot is final, and Fixed$$SpringCGLIB$$0 is a proxy, which cannot delegate it. "
                                + "Remove 'final'.");
    }
}
