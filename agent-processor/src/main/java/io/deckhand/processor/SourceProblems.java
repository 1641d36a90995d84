package io.deckhand.processor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * Problems and their locations. All problems of one element are reported as one error, because javac shows only the
 * first of several at one place. A problem that several subclasses inherit is reported once.
 */
final class SourceProblems {
    private static final String MAPPER_HINT =
            "If the agent is given an ObjectMapper of your own that binds these types, compile with -A"
                    + HandlerProcessor.OBJECT_MAPPER + "=own.";

    private final Set<String> sources = new HashSet<>();
    private final Map<Element, Set<String>> problems = new LinkedHashMap<>();
    private final Map<Element, Set<String>> printed = new LinkedHashMap<>();
    private boolean mapperHint;

    /** Adds classes that are compiled from source: only there can an editor show a location. */
    void addSources(Collection<TypeElement> roots) {
        for (TypeElement root : roots) {
            sources.add(root.getQualifiedName().toString());
        }
    }

    /**
     * Adds a problem with an element. If the element itself is already compiled, it is shown at the class that inherits
     * it.
     */
    void add(Element element, TypeElement heir, String sentence) {
        Element place = sources.contains(outermost(element)) ? element : heir;
        if (printed.getOrDefault(place, Set.of()).contains(sentence)) {
            return;
        }
        problems.computeIfAbsent(place, any -> new LinkedHashSet<>()).add(sentence);
    }

    /** Adds a hint to the next problems for applications whose mapper binds more types than the agent's. */
    void hintAtMapper() {
        mapperHint = true;
    }

    void printTo(Messager messager) {
        problems.forEach((place, sentences) -> {
            List<String> lines = new ArrayList<>(sentences);
            messager.printMessage(Diagnostic.Kind.ERROR, String.join(System.lineSeparator(), lines), place);
            printed.computeIfAbsent(place, any -> new HashSet<>()).addAll(lines);
        });
        problems.clear();
        if (mapperHint) {
            messager.printMessage(Diagnostic.Kind.NOTE, MAPPER_HINT);
            mapperHint = false;
        }
    }

    private static String outermost(Element element) {
        Element at = element;
        while (at.getEnclosingElement() != null
                && (!(at instanceof TypeElement) || at.getEnclosingElement() instanceof TypeElement)) {
            at = at.getEnclosingElement();
        }
        return at instanceof TypeElement type ? type.getQualifiedName().toString() : "";
    }
}
