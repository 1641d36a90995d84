package io.deckhand.core.internal.link;

/** The hub answered a reported-property patch with an error status. */
public final class ReportRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ReportRefused(int status) {
        super("The hub answered " + status);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Whether the same patch may be accepted later: the hub throttled it, or had an internal error. */
    public boolean isPassing() {
        return status == 429 || status >= 500;
    }
}
