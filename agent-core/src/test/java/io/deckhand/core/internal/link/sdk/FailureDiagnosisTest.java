package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.exceptions.ProtonIOException;
import io.deckhand.FailureCause;
import io.deckhand.identity.CredentialException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

/** The innermost evidence names a failure, however the SDK wraps it. */
class FailureDiagnosisTest {
    @Test
    void theInnermostEvidenceCounts() {
        Map<Throwable, FailureCause> causes = Map.ofEntries(
                Map.entry(new UnknownHostException("hub"), FailureCause.NAME_NOT_RESOLVED),
                Map.entry(new NoRouteToHostException("no route"), FailureCause.NETWORK_UNREACHABLE),
                Map.entry(new ConnectException("Network is unreachable"), FailureCause.NETWORK_UNREACHABLE),
                Map.entry(new ConnectException("Connection refused"), FailureCause.CONNECTION_REFUSED),
                Map.entry(new SocketTimeoutException("Connect timed out"), FailureCause.PORT_BLOCKED),
                Map.entry(new SocketTimeoutException("Read timed out"), FailureCause.TIMED_OUT),
                Map.entry(new TimeoutException("no twin"), FailureCause.TIMED_OUT),
                Map.entry(new CredentialException("no file"), FailureCause.CREDENTIAL_UNUSABLE),
                Map.entry(CredentialException.outOfTime("over"), FailureCause.CREDENTIAL_OUT_OF_TIME),
                Map.entry(new CertificateException("no path"), FailureCause.TLS_NOT_TRUSTED),
                Map.entry(new CertificateExpiredException("NotAfter"), FailureCause.CLOCK_WRONG),
                Map.entry(new CertificateNotYetValidException("NotBefore"), FailureCause.CLOCK_WRONG),
                Map.entry(new SSLException("closed"), FailureCause.CONNECTION_LOST),
                Map.entry(new SocketException("Connection reset"), FailureCause.CONNECTION_LOST),
                Map.entry(new EOFException(), FailureCause.CONNECTION_LOST),
                Map.entry(new ProtonIOException("Connection reset"), FailureCause.CONNECTION_LOST),
                Map.entry(new ProtonIOException("Broken pipe"), FailureCause.CONNECTION_LOST),
                Map.entry(new ProtonIOException("Connection refused"), FailureCause.CONNECTION_REFUSED),
                Map.entry(
                        new MqttException(MqttException.REASON_CODE_CLIENT_NOT_CONNECTED),
                        FailureCause.CONNECTION_LOST),
                Map.entry(
                        new TransportException("Timed out waiting for worker links to open"), FailureCause.TIMED_OUT));
        causes.forEach((evidence, cause) -> {
            Throwable wrapped = new IOException("outer", new SSLHandshakeException("middle").initCause(evidence));
            assertThat(FailureDiagnosis.ofAttempt(wrapped).cause())
                    .as("%s", evidence)
                    .isEqualTo(cause);
            assertThat(FailureDiagnosis.ofLoss(wrapped).cause())
                    .as("%s", evidence)
                    .isEqualTo(cause);
        });
    }

    @Test
    void theStatusOfTheSdkCountsWhereNothingInnerSaysMore() {
        assertThat(causeOf(IotHubStatusCode.UNAUTHORIZED)).isEqualTo(FailureCause.CREDENTIALS_REFUSED);
        assertThat(causeOf(IotHubStatusCode.SERVER_BUSY)).isEqualTo(FailureCause.HUB_UNAVAILABLE);
        assertThat(causeOf(IotHubStatusCode.THROTTLED)).isEqualTo(FailureCause.THROTTLED);
        assertThat(causeOf(IotHubStatusCode.BAD_FORMAT)).isEqualTo(FailureCause.UNKNOWN);
    }

    private static FailureCause causeOf(IotHubStatusCode status) {
        IotHubClientException thrown = mock(IotHubClientException.class);
        when(thrown.getStatusCode()).thenReturn(status);
        return FailureDiagnosis.ofAttempt(thrown).cause();
    }

    @Test
    void aLossThatNobodyExplainsIsALoss() {
        assertThat(FailureDiagnosis.ofLoss(null).cause()).isEqualTo(FailureCause.CONNECTION_LOST);
        assertThat(FailureDiagnosis.ofLoss(new IOException("?")).cause()).isEqualTo(FailureCause.CONNECTION_LOST);
        assertThat(FailureDiagnosis.ofAttempt(new IOException("?")).cause()).isEqualTo(FailureCause.UNKNOWN);
    }

    @Test
    void itSaysWhatHappenedTheEvidenceAndWhatToDo() {
        assertThat(FailureDiagnosis.ofAttempt(new IOException("outer", new UnknownHostException("my-hub"))))
                .hasToString(
                        "the hub's name was not resolved (java.net.UnknownHostException: my-hub). Check the network's DNS "
                                + "and the HostName of the connection string.");
    }
}
