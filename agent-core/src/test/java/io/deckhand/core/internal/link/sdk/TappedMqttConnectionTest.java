package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.deckhand.core.internal.link.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

/** The wait for the acknowledgement of the subscriptions. */
class TappedMqttConnectionTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final IMqttToken token = mock(IMqttToken.class);
    private final CountDownLatch answered = new CountDownLatch(1);

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> awaitAnswer(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anAnswerIsSeenEvenIfNoCallbackTellsOfIt() throws Exception {
        when(token.isComplete()).thenReturn(false, true);
        awaitAnswer(LONG);
        assertThat(answered.getCount()).isEqualTo(1);
    }

    @Test
    void aFailureIsThrownAndAMissingAnswerNamed() {
        assertThatThrownBy(() -> awaitAnswer(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("acknowledgement of the subscriptions");
        when(token.isComplete()).thenReturn(true);
        when(token.getException()).thenReturn(new MqttException(MqttException.REASON_CODE_CONNECTION_LOST));
        assertThatThrownBy(() -> awaitAnswer(LONG)).isInstanceOf(MqttException.class);
    }

    private void awaitAnswer(Duration atMost) throws Exception {
        TappedMqttConnection.awaitAnswer(token, answered, atMost, new Progress().startWait());
    }
}
