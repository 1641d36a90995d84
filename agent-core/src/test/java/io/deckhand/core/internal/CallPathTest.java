package io.deckhand.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.deckhand.DirectMethod;
import io.deckhand.MethodRequest;
import io.deckhand.Overflow;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.Credentials;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.HandlerScanner;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Interceptors;
import io.deckhand.core.internal.handler.PayloadValidator;
import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.TlsContexts;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.telemetry.OutboxLimits;
import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The way of a call in docs/architecture.md is that of real stack traces, hop by hop. */
class CallPathTest {
    private static final Path PAGE = Path.of("../docs/architecture.md");
    private static final Duration SOON = Duration.ofSeconds(40);

    private final CompletableFuture<List<String>> arrives = new CompletableFuture<>();
    private final CompletableFuture<List<String>> runs = new CompletableFuture<>();
    private final CompletableFuture<List<String>> answers = new CompletableFuture<>();

    /** A pool makes its thread where a task is handed over: a value that it inherits sees the stack of that moment. */
    private final InheritableThreadLocal<String> handedOver = new InheritableThreadLocal<>() {
        @Override
        protected String childValue(String parent) {
            List<String> hops = hops();
            if ("hub".equals(parent) && hops.contains("Lane.offer")) { // the timer's thread begins elsewhere
                arrives.complete(hops);
            }
            return "";
        }
    };

    /** Holds its thread until the pool had to make one for a further call. */
    @DirectMethod(concurrency = 8)
    String reboot() throws Exception {
        runs.complete(hops());
        arrives.get(40, TimeUnit.SECONDS);
        return "rebooting";
    }

    @Test
    void theWayOfACallIsThatOfTheDocument() throws Exception {
        HubLink link = mock(HubLink.class);
        CompletableFuture<HubEvents> opened = new CompletableFuture<>();
        when(link.overdue()).thenReturn(java.util.Optional.empty());
        when(link.usableFor()).thenReturn(java.util.Optional.empty());
        when(link.untilOverdue()).thenReturn(Duration.ofSeconds(20));
        when(link.open(any())).thenReturn(CompletableFuture.completedFuture(null));
        when(link.close(any())).thenReturn(CompletableFuture.completedFuture(null));
        when(link.answer(any(), any())).thenAnswer(call -> {
            answers.complete(hops());
            return CompletableFuture.completedFuture(null);
        });
        try (Agent agent = agent((transport, events) -> {
            opened.complete(events);
            return link;
        })) {
            agent.start(SOON);
            call(opened.get(), link);
            String page = Files.readString(PAGE);
            assertThat(arrives.get(40, TimeUnit.SECONDS)).isEqualTo(documented(page, "arrives"));
            assertThat(runs.get(40, TimeUnit.SECONDS)).isEqualTo(documented(page, "runs"));
            assertThat(answers.get(40, TimeUnit.SECONDS)).isEqualTo(documented(page, "answers"));
        }
    }

    private void call(HubEvents events, HubLink link) throws InterruptedException {
        Thread ofTheLink = new Thread(() -> {
            handedOver.set("hub");
            for (int call = 0; call < 8; call++) {
                events.accept(new HubEvent.MethodCall(link, "r" + call, new MethodRequest("reboot", "null")));
            }
        });
        ofTheLink.start();
        ofTheLink.join();
    }

    private Agent agent(HubLink.Factory links) {
        Json json = new Json();
        Handlers handlers =
                HandlerScanner.scan(json, PayloadValidator.NONE, Interceptors.NONE, List.of(this), List.of());
        Agent.Settings settings = new Agent.Settings(
                new Login(
                        Identity.ofDevice("no.hub", "d"),
                        Credentials.sharedAccessKey("c2VjcmV0"),
                        new TlsContexts(null, null),
                        SOON,
                        Clock.systemUTC()),
                SOON,
                List.of(Transport.MQTT),
                ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2)),
                SOON,
                new OutboxLimits(1, 1024, Overflow.REFUSE, SOON),
                Agent.Place.alone("d", false));
        HandlerOptions options = new HandlerOptions(PayloadValidator.NONE, Interceptors.NONE, 8, false, false, null, 0);
        return new Agent(settings, json, handlers, options, links, new Traffic());
    }

    /** {@return the agent's methods on this thread, the outermost first: without lambdas, and each class once in a row} */
    private static List<String> hops() {
        List<StackFrame> frames = StackWalker.getInstance()
                .walk(all -> all.filter(frame -> frame.getClassName().startsWith("io.deckhand.core.internal."))
                        .filter(frame -> !frame.getClassName().contains("CallPathTest"))
                        .filter(frame -> !frame.getMethodName().startsWith("lambda$"))
                        .toList());
        List<StackFrame> inOrder = new ArrayList<>(frames);
        Collections.reverse(inOrder);
        List<String> hops = new ArrayList<>();
        String last = "";
        for (StackFrame frame : inOrder) {
            String type = frame.getClassName().replaceAll(".*\\.|\\$.*", "");
            if (!type.equals(last)) {
                hops.add(type + "." + frame.getMethodName());
            }
            last = type;
        }
        return hops;
    }

    /** {@return the hops of a line of the page, as in {@code arrives: Supervisor.accept → Agent.accept}} */
    private static List<String> documented(String page, String line) throws IOException {
        Matcher found =
                Pattern.compile("^" + line + ": (.*)$", Pattern.MULTILINE).matcher(page);
        assertThat(found.find()).as("a line '%s: ...' in %s", line, PAGE).isTrue();
        return List.of(
                new String(found.group(1).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).split(" → "));
    }
}
