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
 * Classifies a failure by the first known exception in its chain of causes, starting with the innermost, since outer
 * layers wrap known exceptions in unknown ones. It knows the exceptions of the JDK; a link adds those of its client.
 */
public final class FailureSearch {
    /** Causes by the status that the hub answered to a request. */
    private static final Map<Integer, FailureCause> BY_ANSWER = Map.of(
            401, FailureCause.CREDENTIALS_REFUSED,
            403, FailureCause.QUOTA_EXCEEDED,
            404, FailureCause.DEVICE_UNKNOWN,
            429, FailureCause.THROTTLED,
            500, FailureCause.HUB_UNAVAILABLE,
            503, FailureCause.HUB_UNAVAILABLE);

    /** Classifies the exceptions of one client. */
    @FunctionalInterface
    public interface Known {
        /** {@return the cause that one exception stands for, regardless of its own cause; null if it is unknown} */
        @Nullable
        FailureCause causeOf(Throwable evidence);
    }

    private final Known known;

    public FailureSearch(Known known) {
        this.known = known;
    }

    /** Classifies the failure of a connection attempt. */
    public Failure ofAttempt(Throwable evidence) {
        return advised(new Failure(causeIn(evidence).orElse(FailureCause.UNKNOWN), evidence));
    }

    /** Classifies the loss of a connection; in most cases nothing is known beyond the loss itself. */
    public Failure ofLoss(@Nullable Throwable evidence) {
        return advised(new Failure(
                evidence == null
                        ? FailureCause.CONNECTION_LOST
                        : causeIn(evidence).orElse(FailureCause.CONNECTION_LOST),
                evidence));
    }

    private static Failure advised(Failure named) {
        return named.cause() == FailureCause.TLS_HANDSHAKE_FAILED
                ? TlsTrouble.in(named.evidence())
                        .map(trouble -> named.with(trouble.advice()))
                        .orElse(named)
                : named;
    }

    private Optional<FailureCause> causeIn(Throwable evidence) {
        if (evidence instanceof TokenExpired) {
            return Optional.of(FailureCause.TOKEN_EXPIRED); // the way the socket ended gives no further information
        }
        if (evidence instanceof CredentialException own) {
            return Optional.of(ofCredential(own));
        }
        Throwable inner = evidence.getCause();
        Optional<FailureCause> found = inner == null || inner == evidence ? Optional.empty() : causeIn(inner);
        return found.isPresent() ? found : Optional.ofNullable(causeOf(evidence));
    }

    private static FailureCause ofCredential(CredentialException own) {
        if (own.isOutOfTime()) {
            return FailureCause.CREDENTIAL_OUT_OF_TIME;
        }
        return own.getCause() instanceof CertPathBuilderException // the trusted certificates cannot be read
                ? FailureCause.TLS_NOT_TRUSTED
                : FailureCause.CREDENTIAL_UNUSABLE;
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
        if (evidence instanceof CertificateException || evidence instanceof CertPathBuilderException) {
            return FailureCause.TLS_NOT_TRUSTED;
        }
        return evidence instanceof SSLException
                        && TlsTrouble.of(evidence.getMessage()).isPresent()
                ? FailureCause.TLS_HANDSHAKE_FAILED
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
