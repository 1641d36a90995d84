package com.example;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What the extension does when JUnit closes what it stored, which is not the same from version to version. */
class LeftBehindTest {
    private static final CountDownLatch MAY_END = new CountDownLatch(1);

    @Test
    void aThreadLeftBehindFailsTheTest() {
        try {
            run(Leaking.class)
                    .assertThatEvents()
                    .haveExactly(
                            1,
                            event(finishedWithFailure(
                                    message(text -> text.contains("thread 'poller of leavesAThread-")))));
        } finally {
            MAY_END.countDown();
        }
    }

    @Test
    void theHubOfAClassEndsWithIt() {
        run(Kept.class).assertStatistics(tests -> tests.succeeded(2).failed(0));

        assertThrows(IllegalStateException.class, Kept.hub::ports);
    }

    private static Events run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents();
    }

    @LocalHubTest
    static class Leaking {
        @Test
        void leavesAThread(HubDevice device) {
            Thread poller = new Thread(
                    () -> {
                        try {
                            MAY_END.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "poller of " + device.deviceId());
            poller.setDaemon(true);
            poller.start();
        }
    }

    @LocalHubTest
    static class Kept {
        static LocalHub hub;

        final LocalHub ofConstructor;

        Kept(LocalHub hub) {
            ofConstructor = hub;
        }

        @BeforeEach
        void keep(LocalHub given) {
            hub = given;
        }

        @Test
        void hasItsHub(LocalHub given) {
            assertSame(ofConstructor, given);
        }

        @Nested
        class Inner {
            @Test
            void sharesIt(LocalHub given) {
                assertSame(ofConstructor, given);
            }
        }
    }
}
