package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.provisioning.RegistrationChannel.Answer;
import io.deckhand.core.internal.provisioning.ServiceAddress;
import io.deckhand.identity.SasToken;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** ProvisioningTest has what registers; here is what does not, request by request. */
@LocalHubTest
class AmqpRegistrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] REQUEST = "{\"registrationId\":\"fan\"}".getBytes(StandardCharsets.UTF_8);

    private final LocalHub hub;

    AmqpRegistrationTest(LocalHub hub) {
        this.hub = hub;
    }

    private Proof proof(String token) throws Exception {
        return new Proof(hub.sslContext(), Optional.of(new SasToken(token, Instant.MAX)), Optional.empty(), false);
    }

    private ServiceAddress address(String host) {
        return new ServiceAddress(host, hub.enrollments().idScope(), "fan");
    }

    @Test
    void aRefusalHasTheStatusAndTheWordsOfTheService() throws Exception {
        String forged = "SharedAccessSignature sr=" + hub.enrollments().idScope()
                + "%2Fregistrations%2Ffan&sig=AAAA&se=4102444800&skn=registration";
        try (AmqpRegistration channel = AmqpRegistration.open(address(hub.hostName()), proof(forged), PATIENCE)) {
            Answer refusal = channel.register(REQUEST);

            assertThat(refusal.status()).isEqualTo(401);
            assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).contains("\"errorCode\":401");
        }
    }

    @Test
    void aPasswordThatIsNoTokenIsRefused() throws Exception {
        try (AmqpRegistration channel =
                AmqpRegistration.open(address(hub.hostName()), proof("SharedAccessSignature nothing"), PATIENCE)) {
            assertThat(channel.register(REQUEST).status()).isEqualTo(401);
        }
    }

    @Test
    void aClosedChannelAnswersNothing() throws Exception {
        AmqpRegistration channel = AmqpRegistration.open(address(hub.hostName()), proof("any"), PATIENCE);
        channel.close();

        assertThatThrownBy(() -> channel.register(REQUEST)).isInstanceOf(IOException.class);
    }

    @Test
    void aServiceThatIsSilentIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(5671, 1, InetAddress.getByName("127.98.76.55"))) {
            assertThatThrownBy(() -> AmqpRegistration.open(
                            address(silent.getInetAddress().getHostAddress()), proof("any"), Duration.ofMillis(200)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aServiceOfAnotherNameIsNotTrusted() throws Exception {
        Proof proof = new Proof(SSLContext.getDefault(), Optional.empty(), Optional.empty(), false);

        assertThatThrownBy(() -> AmqpRegistration.open(address(hub.hostName()), proof, PATIENCE))
                .hasMessageContaining("PKIX");
    }
}
