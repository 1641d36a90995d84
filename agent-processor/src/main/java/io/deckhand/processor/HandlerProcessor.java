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
 * Finds, while handlers are compiled, the mistakes for which {@code AgentBuilder.build()} would refuse them, and
 * reports them with the same messages, as errors at the method or parameter. It also writes GraalVM reachability
 * metadata for the handler classes and their parameter and result types, one file for each class.
 *
 * <p>It adds no code to the application: it is on the processor path only, and does not change how handlers are called.
 * Mistakes that are not visible in source are left to {@code build()}: two objects with handlers of the same name, an
 * object given twice. So are local and anonymous classes, which annotation processors do not see.
 *
 * <p>Whether JSON can be bound to a class is decided for the agent's default mapper. If an application's own
 * {@code ObjectMapper} binds more types, compile with {@code -Adeckhand.objectMapper=own}; such types are then left to
 * {@code build()}.
 *
 * <p>For Gradle it is an isolating processor: its output for a class depends only on that class and the classes that it
 * names.
 *
 * @since 0.1
 */
@SupportedAnnotationTypes("*") // a class may inherit its handlers, and have no annotation
@SupportedOptions(HandlerProcessor.OBJECT_MAPPER)
public final class HandlerProcessor extends AbstractProcessor {
    static final String OBJECT_MAPPER = "deckhand.objectMapper";

    private final SourceProblems problems = new SourceProblems();

    /** Called by the compiler, through {@code META-INF/services}. */
    public HandlerProcessor() {}

    /** {@return the newest version of the language, because the processor does not depend on it} */
    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    /**
     * Checks the classes of a round.
     *
     * @return {@code false}: other processors may process the same annotations
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
