package io.deckhand.processor;

import io.deckhand.internal.rule.DeclaredMethod;
import io.deckhand.internal.rule.HandlerRules;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;

/**
 * A method, read through the compiler.
 *
 * @param heir the class for which it is checked: its own, or one that inherits it
 * @param seen its type in that class
 */
record CompiledMethod(
        ExecutableElement element,
        TypeElement heir,
        ExecutableType seen,
        Language language,
        SourceProblems problems,
        BindingChecks binding)
        implements DeclaredMethod {
    static CompiledMethod of(
            ExecutableElement element,
            TypeElement heir,
            Language language,
            SourceProblems problems,
            BindingChecks binding) {
        TypeMirror seen = language.types().asMemberOf((DeclaredType) heir.asType(), element);
        return new CompiledMethod(element, heir, (ExecutableType) seen, language, problems, binding);
    }

    static List<Annotation> handlerAnnotations(Element element) {
        List<Annotation> found = new ArrayList<>();
        for (Class<? extends Annotation> type : HandlerRules.ANNOTATIONS) {
            Annotation annotation = element.getAnnotation(type);
            if (annotation != null) {
                found.add(annotation);
            }
        }
        return found;
    }

    @Override
    public String owner() {
        return Objects.requireNonNull(element.getEnclosingElement())
                .getSimpleName()
                .toString();
    }

    @Override
    public String method() {
        return element.getSimpleName().toString();
    }

    @Override
    public List<Annotation> annotations() {
        return handlerAnnotations(element);
    }

    @Override
    public boolean isStatic() {
        return element.getModifiers().contains(Modifier.STATIC);
    }

    @Override
    public boolean isPrivate() {
        return element.getModifiers().contains(Modifier.PRIVATE);
    }

    @Override
    public CompiledType returns() {
        return new CompiledType(element.getReturnType(), language);
    }

    @Override
    public List<CompiledParameter> parameters() {
        List<CompiledParameter> parameters = new ArrayList<>();
        for (int i = 0; i < element.getParameters().size(); i++) {
            CompiledType type = new CompiledType(seen.getParameterTypes().get(i), language);
            parameters.add(new CompiledParameter(element.getParameters().get(i), type, heir, problems, binding));
        }
        return parameters;
    }

    @Override
    public void problem(String sentence) {
        problems.add(element, heir, sentence);
    }

    /** {@return the erased types of its parameters, by which the JVM distinguishes methods} */
    List<String> signature() {
        return element.getParameters().stream()
                .map(parameter -> language.nameOf(parameter.asType()))
                .toList();
    }

    /** {@return whether this overrides an inherited method of the same name and parameters} */
    boolean overrides(CompiledMethod inherited) {
        return !inherited.isPrivate()
                && !inherited.isStatic()
                && !isPrivate()
                && method().equals(inherited.method())
                && signature().equals(inherited.signature());
    }
}
