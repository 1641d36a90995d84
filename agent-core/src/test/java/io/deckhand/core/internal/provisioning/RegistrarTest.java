package io.deckhand.core.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deckhand.FailureCause;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.Failure;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What the service may answer, word by word. */
class RegistrarTest {
    private static final String ASSIGNED = "{\"operationId\":\"4.a\",\"status\":\"assigned\",\"registrationState\":"
            + "{\"assignedHub\":\"hub.net\",\"deviceId\":\"d\",\"payload\":{\"a\":1}%s}}";

    private final Queue<RegistrationChannel.Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();

    private static RegistrationChannel.Answer answer(int status, String body, int retryAfter) {
        return new RegistrationChannel.Answer(
                status,
                body.getBytes(StandardCharsets.UTF_8),
                retryAfter < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retryAfter)));
    }

    private Registrar registrar() {
        RegistrationChannel channel = new RegistrationChannel() {
            @Override
            public Answer register(byte[] body) throws Exception {
                asked.add(new String(body, StandardCharsets.UTF_8));
                return next();
            }

            @Override
            public Answer status(String operationId) throws Exception {
                asked.add(operationId);
                return next();
            }

            private Answer next() throws TimeoutException {
                Answer answer = answers.poll();
                if (answer == null) {
                    throw new TimeoutException("no answer");
                }
                return answer;
            }

            @Override
            public void close() {}
        };
        return new Registrar(
                new ServiceAddress("dps.net", "0ne", "fan"),
                (address, proof, proxy, patience) -> channel,
                evidence -> new Failure(FailureCause.TIMED_OUT, evidence),
                null);
    }

    private static Proof proof() {
        try {
            return new Proof(SSLContext.getDefault(), Optional.empty(), Optional.empty(), false);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private NotAssigned refused() {
        return catchThrowableOfType(NotAssigned.class, () -> registrar().register(RegistrarTest::proof, null, null));
    }

    @Test
    void theServiceIsAskedUntilItHasDecided() throws Exception {
        answers.add(answer(202, "{\"operationId\":\"4.a\",\"status\":\"assigning\"}", 0));
        answers.add(answer(202, "{\"operationId\":\"4.a\",\"status\":\"assigning\"}", 0));
        answers.add(answer(200, ASSIGNED.formatted(""), -1));

        assertThat(registrar().register(RegistrarTest::proof, "{\"line\":3}", null))
                .isEqualTo(new Registered(new Assigned("hub.net", "d", "{\"a\":1}"), List.of()));
        assertThat(asked).containsExactly("{\"registrationId\":\"fan\",\"payload\":{\"line\":3}}", "4.a", "4.a");
    }

    @Test
    void aHubOfAnotherKindIsRefusedByName() throws Exception {
        answers.add(answer(200, ASSIGNED.formatted(",\"connectionProfile\":\"mqttV5\""), -1));
        NotAssigned other = refused();
        assertThat(other.failure().cause()).isEqualTo(FailureCause.HUB_PROFILE_UNSUPPORTED);
        assertThat(other.failure().toString()).contains("'hub.net' has the connection profile 'mqttV5'");

        for (String classic : List.of("\"classic\"", "null")) {
            answers.add(answer(200, ASSIGNED.formatted(",\"connectionProfile\":" + classic), -1));
            assertThat(registrar()
                            .register(RegistrarTest::proof, null, null)
                            .assigned()
                            .hostName())
                    .isEqualTo("hub.net");
        }
    }

    @Test
    void eachRefusalHasItsCause() {
        answers.add(answer(429, "{\"errorCode\":429001,\"message\":\"slow down\"}", 9));
        NotAssigned throttled = refused();
        assertThat(throttled.failure().cause()).isEqualTo(FailureCause.PROVISIONING_THROTTLED);
        assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(9));
        assertThat(throttled.failure().toString()).contains("status 429, 429001: slow down");

        assertCause(FailureCause.PROVISIONING_REFUSED, answer(401, "", -1));
        assertCause(FailureCause.PROVISIONING_UNKNOWN, answer(404, "", -1));
        assertCause(FailureCause.PROVISIONING_UNAVAILABLE, answer(503, "<html>", -1));
        assertCause(FailureCause.PROVISIONING_FAILED, answer(200, "<html>", -1));
        assertCause(FailureCause.PROVISIONING_FAILED, answer(200, "{\"status\":\"failed\"}", -1));
        assertCause(FailureCause.PROVISIONING_FAILED, answer(200, "{\"status\":\"assigned\"}", -1));
        assertCause(FailureCause.PROVISIONING_DISABLED, answer(200, "{\"status\":\"disabled\"}", -1));
    }

    private void assertCause(FailureCause cause, RegistrationChannel.Answer answer) {
        answers.add(answer);
        assertThat(refused().failure().cause()).isEqualTo(cause);
    }

    @Test
    void aRegistrationThatIsGivenUpEndsAtOnce() {
        Registrar registrar = registrar();
        registrar.abandon(new IllegalStateException("closing"));

        assertThatThrownBy(() -> registrar.register(RegistrarTest::proof, null, null))
                .isInstanceOf(NotAssigned.class)
                .hasMessageContaining("The failure occurred at the provisioning service, dps.net.");
    }
}
