package io.deckhand.core.internal.handler;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates bound arguments before a handler is called. */
@FunctionalInterface
public interface PayloadValidator {
    PayloadValidator NONE = new NoValidator();

    /** Validates nothing, for an application without a validation provider. */
    final class NoValidator implements PayloadValidator {
        private NoValidator() {}

        @Override
        public List<PayloadProblem> check(Object target, Method method, @Nullable Object[] arguments) {
            return List.of();
        }
    }

    /** {@return the problems with the arguments, sorted by location; empty if there are none} */
    List<PayloadProblem> check(Object target, Method method, @Nullable Object[] arguments);

    /**
     * {@return the validator on the class path: Jakarta Validation if its API and a provider are present}
     *
     * @throws io.deckhand.AgentException if a provider is present and does not start
     */
    static PayloadValidator find() {
        try {
            Class.forName("jakarta.validation.Validation", false, PayloadValidator.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return NONE;
        }
        return JakartaValidator.find();
    }
}
