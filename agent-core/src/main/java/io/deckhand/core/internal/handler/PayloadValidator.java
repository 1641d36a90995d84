package io.deckhand.core.internal.handler;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at bound arguments before a handler sees them. */
@FunctionalInterface
public interface PayloadValidator {
    PayloadValidator NONE = new NoValidator();

    /** Of an application without one. */
    final class NoValidator implements PayloadValidator {
        private NoValidator() {}

        @Override
        public List<PayloadProblem> check(Object target, Method method, @Nullable Object[] arguments) {
            return List.of();
        }
    }

    /** {@return what is wrong with the arguments, sorted by place; nothing if all is well} */
    List<PayloadProblem> check(Object target, Method method, @Nullable Object[] arguments);

    /**
     * {@return the validator of the class path: Jakarta Bean Validation where the API and a provider are there}
     *
     * @throws io.deckhand.AgentException if a provider is there and does not start
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
