package io.deckhand.core;

import io.deckhand.AgentException;
import java.util.List;

/**
 * Lists all problems with the handlers given to {@link AgentBuilder#handlers(Object...)}, one per line, with the class,
 * the method and the remedy.
 *
 * <pre>{@code
 * 2 problems with the handlers:
 *   - Two handlers for direct method 'reboot': Fan.stop and Pump.reboot. Rename one with @DirectMethod("...").
 *   - Pump.level: timeoutSeconds is 0. It must be 1 to 300.
 * }</pre>
 *
 * @since 0.1
 */
public final class HandlerDefinitionException extends AgentException {
    private static final long serialVersionUID = 1L;

    /** One line for each problem. */
    private final List<String> problems;

    /**
     * Creates an exception that lists the problems.
     *
     * @param problems the problems, one line each; copied
     */
    public HandlerDefinitionException(List<String> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(List<String> problems) {
        return (problems.size() == 1 ? "1 problem" : problems.size() + " problems") + " with the handlers:\n  - "
                + String.join("\n  - ", problems);
    }

    /** {@return the problems, one line each, in the order of the handlers} */
    public List<String> problems() {
        return problems;
    }
}
