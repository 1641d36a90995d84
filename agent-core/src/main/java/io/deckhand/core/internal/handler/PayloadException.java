package io.deckhand.core.internal.handler;

import java.util.List;

/**
 * A payload did not bind to the parameters of its handler. The message is for the caller: it contains no class names
 * and no values.
 */
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

    /** {@return the code of the problem for the answer} */
    public String code() {
        return code;
    }

    /** {@return the problems with their locations; empty if the payload as a whole is wrong} */
    public List<PayloadProblem> problems() {
        return problems;
    }
}
