package io.deckhand.processor;

import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/**
 * Finds, while handlers are compiled, the mistakes for which {@code AgentBuilder.build()} would refuse them: with the same words, as
 * errors at the method or parameter. It also writes GraalVM reachability metadata of the handler classes and the types they take and
 * give, a file for each class.
 *
 * <p>It needs no code of its own in the application: it is put on the processor path, and the handlers are called as without it.
 * Mistakes that the source does not tell stay with {@code build()}: two objects with handlers of one name, an object given twice.
 * Local and anonymous classes are not shown to annotation processors, so theirs stay with it too.
 *
 * <p>Whether JSON can be bound to a class is judged by the agent's own mapper. An application with an {@code ObjectMapper} of its own
 * that binds more compiles with {@code -Adeckhand.objectMapper=own}, and such types are then left to {@code build()}.
 *
 * <p>For Gradle it is an isolating processor: what it says and writes of a class depends on that class and those it names.
 *
 * @since 0.1
 */
@SupportedAnnotationTypes("*") // a class may inherit its handlers, and have no annotation
@SupportedOptions(HandlerProcessor.OBJECT_MAPPER)
public final class HandlerProcessor extends AbstractProcessor {
    static final String OBJECT_MAPPER = "deckhand.objectMapper";

    private final SourceProblems problems = new SourceProblems();

    /** Called by the compiler, by way of {@code META-INF/services}. */
    public HandlerProcessor() {}

    /** {@return the newest version of the language, because nothing here depends on it} */
    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    /**
     * Checks the classes of a round.
     *
     * @return {@code false}: other processors may look at the same annotations
     */
    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        List<TypeElement> roots = List.copyOf(ElementFilter.typesIn(round.getRootElements()));
        problems.addSources(roots);
        Language language = new Language(processingEnv.getElementUtils(), processingEnv.getTypeUtils());
        boolean ownMapper = "own".equals(processingEnv.getOptions().get(OBJECT_MAPPER));
        HandlerChecks checks = new HandlerChecks(language, problems, ownMapper);
        NativeMetadata metadata = new NativeMetadata(language, processingEnv.getFiler(), processingEnv.getMessager());
        for (TypeElement root : roots) {
            process(root, checks, metadata);
        }
        problems.printTo(processingEnv.getMessager());
        return false;
    }

    private static void process(TypeElement type, HandlerChecks checks, NativeMetadata metadata) {
        if (type.getKind().isClass()) {
            HandlerClass handlers = checks.check(type);
            if (!handlers.methods().isEmpty() && !handlers.isAbstract()) {
                metadata.write(handlers);
            }
        }
        for (Element nested : type.getEnclosedElements()) {
            if (nested instanceof TypeElement nestedType) {
                process(nestedType, checks, metadata);
            }
        }
    }
}
