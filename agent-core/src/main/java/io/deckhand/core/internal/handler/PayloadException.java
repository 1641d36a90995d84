package io.deckhand.core.internal.handler;

import java.util.List;

/** A payload did not bind to what its handler takes. The message is for the caller: it names no class and no value. */
public final class PayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient List<PayloadProblem> problems;

    PayloadException(String code, String message, List<PayloadProblem> problems, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    PayloadException(String code, String message, List<PayloadProblem> problems) {
        super(message);
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    /** {@return the short name of the problem, as it goes into the answer} */
    public String code() {
        return code;
    }

    /** {@return each place that is wrong; none where the payload as a whole is} */
    public List<PayloadProblem> problems() {
        return problems;
    }
}
