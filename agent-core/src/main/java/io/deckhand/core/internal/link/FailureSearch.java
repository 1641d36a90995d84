package io.deckhand.core.internal.link;

import io.deckhand.FailureCause;
import io.deckhand.identity.CredentialException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
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
 * Gives a failure its name, by the first evidence that is known in its chain of causes, innermost first: outer layers wrap what is
 * known into what is not. It knows the exceptions of the JDK; a link adds those of its own client.
 */
public final class FailureSearch {
    /** What the hub answered to a request. */
    private static final Map<Integer, FailureCause> BY_ANSWER = Map.of(
            401, FailureCause.CREDENTIALS_REFUSED,
            403, FailureCause.QUOTA_EXCEEDED,
            404, FailureCause.DEVICE_UNKNOWN,
            429, FailureCause.THROTTLED,
            500, FailureCause.HUB_UNAVAILABLE,
            503, FailureCause.HUB_UNAVAILABLE);

    /** Names the exceptions of one client. */
    @FunctionalInterface
    public interface Known {
        /** {@return the cause that one exception stands for, whatever caused it; null if it says nothing} */
        @Nullable
        FailureCause causeOf(Throwable evidence);
    }

    private final Known known;

    public FailureSearch(Known known) {
        this.known = known;
    }

    /** Names why a connection could not be made. */
    public Failure ofAttempt(Throwable evidence) {
        return new Failure(causeIn(evidence).orElse(FailureCause.UNKNOWN), evidence);
    }

    /** Names why a connection was lost; most often nobody knows more than that it was. */
    public Failure ofLoss(@Nullable Throwable evidence) {
        return new Failure(
                evidence == null
                        ? FailureCause.CONNECTION_LOST
                        : causeIn(evidence).orElse(FailureCause.CONNECTION_LOST),
                evidence);
    }

    private Optional<FailureCause> causeIn(Throwable evidence) {
        if (evidence instanceof TokenExpired) {
            return Optional.of(FailureCause.TOKEN_EXPIRED); // how the socket ended tells no more
        }
        if (evidence instanceof CredentialException own) {
            return Optional.of(
                    own.isOutOfTime() ? FailureCause.CREDENTIAL_OUT_OF_TIME : FailureCause.CREDENTIAL_UNUSABLE);
        }
        Throwable inner = evidence.getCause();
        Optional<FailureCause> found = inner == null || inner == evidence ? Optional.empty() : causeIn(inner);
        return found.isPresent() ? found : Optional.ofNullable(causeOf(evidence));
    }

    private @Nullable FailureCause causeOf(Throwable evidence) {
        FailureCause own = known.causeOf(evidence);
        FailureCause named = own == null ? ofTls(evidence) : own;
        return named == null ? ofTheNetwork(evidence) : named;
    }

    private static @Nullable FailureCause ofTls(Throwable evidence) {
        if (evidence instanceof CertificateExpiredException || evidence instanceof CertificateNotYetValidException) {
            return FailureCause.CLOCK_WRONG;
        }
        return evidence instanceof CertificateException || evidence instanceof CertPathBuilderException
                ? FailureCause.TLS_NOT_TRUSTED
                : null;
    }

    private static @Nullable FailureCause ofTheNetwork(Throwable evidence) {
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
            return isOfConnecting(evidence) ? FailureCause.PORT_BLOCKED : FailureCause.TIMED_OUT;
        }
        if (evidence instanceof ReportRefused refused) {
            return BY_ANSWER.get(refused.status());
        }
        return evidence instanceof SSLException
                        || evidence instanceof SocketException
                        || evidence instanceof EOFException
                ? FailureCause.CONNECTION_LOST
                : null;
    }

    private static boolean isOfConnecting(Throwable evidence) {
        String message = String.valueOf(evidence.getMessage());
        return evidence instanceof SocketTimeoutException
                && message.regionMatches(true, 0, "connect timed out", 0, "connect timed out".length());
    }
}
