package io.deckhand.core.internal.handler;

import io.deckhand.AgentException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.metadata.BeanDescriptor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Validates with Jakarta Validation. Only this class refers to its API, so that it is optional. Payload objects are
 * validated as if they were annotated with {@code @Valid}; constraints on parameters are checked too.
 */
final class JakartaValidator implements PayloadValidator {
    private final Validator validator;

    private JakartaValidator(Validator validator) {
        this.validator = validator;
    }

    @SuppressWarnings("resource") // the validator lives as long as the agent and holds nothing open
    static PayloadValidator find() {
        try {
            return new JakartaValidator(
                    Validation.buildDefaultValidatorFactory().getValidator());
        } catch (NoProviderFoundException e) {
            return NONE;
        } catch (ValidationException e) {
            throw new AgentException(
                    "A Jakarta Validation provider is on the class path, but it does not start: " + e.getMessage()
                            + " Payloads would not be validated. Add what it needs, or remove it.",
                    e);
        }
    }

    @Override
    public List<PayloadProblem> check(Object target, Method method, @Nullable Object[] arguments) {
        Set<PayloadProblem> problems =
                new TreeSet<>(Comparator.comparing(PayloadProblem::path).thenComparing(PayloadProblem::message));
        BeanDescriptor handler = validator.getConstraintsForClass(target.getClass());
        if (handler.getConstraintsForMethod(method.getName(), method.getParameterTypes()) != null) {
            validator
                    .forExecutables()
                    .validateParameters(target, method, arguments)
                    .forEach(violation -> problems.add(problem(parameterPath(method, violation), violation)));
        }
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            if (argument != null
                    && validator.getConstraintsForClass(argument.getClass()).isBeanConstrained()) {
                String root = rootOf(method, i);
                validator
                        .validate(argument)
                        .forEach(violation ->
                                problems.add(problem(root + "." + violation.getPropertyPath(), violation)));
            }
        }
        return new ArrayList<>(problems);
    }

    private static PayloadProblem problem(String path, ConstraintViolation<?> violation) {
        return new PayloadProblem(path, violation.getMessage());
    }

    /**
     * The path of a parameter's violation begins with the method and the parameter, which are of no use to a caller.
     */
    private static String parameterPath(Method method, ConstraintViolation<?> violation) {
        StringBuilder path = new StringBuilder();
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER) {
                path.append(rootOf(method, node.as(Path.ParameterNode.class).getParameterIndex()));
            } else if (node.getKind() != ElementKind.METHOD) {
                path.append(node.getIndex() == null ? "" : "[" + node.getIndex() + "]");
                path.append(
                        node.getName() == null || node.getKind() == ElementKind.CONTAINER_ELEMENT
                                ? ""
                                : "." + node.getName());
            }
        }
        return path.toString();
    }

    private static String rootOf(Method method, int parameter) {
        var field = method.getParameters()[parameter].getAnnotation(io.deckhand.PayloadField.class);
        return field == null ? "payload" : "payload." + field.value();
    }
}
