package io.deckhand.testkit.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatientBindTest {
    private final AtomicInteger attempts = new AtomicInteger();

    private static UncheckedIOException failure(IOException cause) {
        return new UncheckedIOException("Cannot serve MQTT", cause);
    }

    @Test
    void aPortThatIsFreeInAMomentIsBound() {
        String bound = PatientBind.bind(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw failure(new BindException("Address already in use"));
            }
            return "bound";
        });
        assertThat(bound).isEqualTo("bound");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aPortThatStaysTakenIsGivenUpWithItsOwnFailure() {
        UncheckedIOException taken = failure(new BindException("Address already in use"));
        assertThatThrownBy(() -> PatientBind.bind(() -> {
                    attempts.incrementAndGet();
                    throw taken;
                }))
                .isSameAs(taken);
        assertThat(attempts).hasValueGreaterThan(1);
    }

    @Test
    void anotherFailureIsNotTriedAgain() {
        UncheckedIOException other = failure(new IOException("no descriptors"));
        assertThatThrownBy(() -> PatientBind.bind(() -> {
                    attempts.incrementAndGet();
                    throw other;
                }))
                .isSameAs(other);
        assertThat(attempts).hasValue(1);
    }
}
