package io.deckhand.core.internal.connect;

import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import io.deckhand.FailureCause;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a failure its name. The SDK's own classification cannot be used: it calls an untrusted certificate retryable, and an
 * exceeded quota "no network". So the whole chain of causes is searched, the innermost evidence first.
 */
public final class FailureDiagnosis {
    private static final Map<IotHubStatusCode, FailureCause> BY_STATUS = Map.of(
            IotHubStatusCode.UNAUTHORIZED, FailureCause.CREDENTIALS_REFUSED,
            IotHubStatusCode.SERVER_BUSY, FailureCause.HUB_UNAVAILABLE,
            IotHubStatusCode.INTERNAL_SERVER_ERROR, FailureCause.HUB_UNAVAILABLE,
            IotHubStatusCode.THROTTLED, FailureCause.THROTTLED);

    private FailureDiagnosis() {}

    /** Names why a connection could not be made. */
    public static Failure ofAttempt(Throwable evidence) {
        return new Failure(causeIn(evidence).orElse(FailureCause.UNKNOWN), evidence);
    }

    /** Names why a connection was lost; most often nobody knows more than that it was. */
    public static Failure ofLoss(@Nullable Throwable evidence) {
        return new Failure(
                evidence == null
                        ? FailureCause.CONNECTION_LOST
                        : causeIn(evidence).orElse(FailureCause.CONNECTION_LOST),
                evidence);
    }

    private static Optional<FailureCause> causeIn(Throwable evidence) {
        // Innermost first: outer layers of the SDK wrap what is known into what is not.
        Throwable inner = evidence.getCause();
        Optional<FailureCause> found = inner == null || inner == evidence ? Optional.empty() : causeIn(inner);
        return found.isPresent() ? found : Optional.ofNullable(causeOf(evidence));
    }

    private static @Nullable FailureCause causeOf(Throwable evidence) {
        if (evidence instanceof CertificateExpiredException || evidence instanceof CertificateNotYetValidException) {
            return FailureCause.CLOCK_WRONG;
        }
        if (evidence instanceof CertificateException || evidence instanceof CertPathBuilderException) {
            return FailureCause.TLS_NOT_TRUSTED;
        }
        if (evidence instanceof UnknownHostException) {
            return FailureCause.NAME_NOT_RESOLVED;
        }
        if (evidence instanceof NoRouteToHostException) {
            return FailureCause.NETWORK_UNREACHABLE;
        }
        if (evidence instanceof ConnectException) {
            return String.valueOf(evidence.getMessage()).contains("unreachable")
                    ? FailureCause.NETWORK_UNREACHABLE
                    : FailureCause.CONNECTION_REFUSED;
        }
        if (evidence instanceof SocketTimeoutException || evidence instanceof TimeoutException) {
            return FailureCause.TIMED_OUT;
        }
        if (evidence instanceof IotHubClientException known) {
            return BY_STATUS.get(known.getStatusCode());
        }
        return evidence instanceof SSLException ? FailureCause.CONNECTION_LOST : null;
    }
}
