package io.deckhand.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.annotation.processing.Filer;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.Messager;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Writes reachability metadata for GraalVM, since handlers and the types bound to JSON for them are used by reflection.
 * It writes one file for each class with handlers, so that an incremental build replaces exactly the changed ones.
 */
final class NativeMetadata {
    private static final String DIRECTORY = "META-INF/native-image/io.deckhand.handlers/";

    private final Language language;
    private final Filer filer;
    private final Messager messager;

    NativeMetadata(Language language, Filer filer, Messager messager) {
        this.language = language;
        this.filer = filer;
        this.messager = messager;
    }

    void write(HandlerClass handlers) {
        PayloadTypes payloads = new PayloadTypes(language);
        handlers.methods().forEach(payloads::addOf);
        String name = nameOf(handlers.type());
        String file = DIRECTORY + name.replace('$', '_') + "/reachability-metadata.json";
        try (Writer out = filer.createResource(StandardLocation.CLASS_OUTPUT, "", file, handlers.type())
                .openWriter()) {
            out.write(json(handlers.type(), payloads.found()));
        } catch (FilerException e) {
            // Written in an earlier round, from the same source.
        } catch (IOException e) {
            messager.printMessage(
                    Diagnostic.Kind.WARNING,
                    "The metadata for native images of " + name + " cannot be written: " + e.getMessage()
                            + ". This does not affect anything else.");
        }
    }

    private String json(TypeElement handlers, Collection<TypeElement> payloads) {
        List<String> entries = new ArrayList<>();
        for (TypeElement type : language.lineage(handlers)) {
            if (!Language.isOfTheJdk(type)) {
                entries.add(entry(type, "Methods"));
            }
        }
        for (TypeElement type : payloads) {
            entries.add(entry(type, "Constructors", "Methods", "Fields"));
        }
        return "{\n  \"reflection\": [\n" + String.join(",\n", entries) + "\n  ]\n}\n";
    }

    private String entry(TypeElement type, String... members) {
        StringBuilder entry = new StringBuilder("    { \"type\": \"" + nameOf(type) + "\"");
        for (String member : members) {
            entry.append(String.format(Locale.ROOT, ", \"allDeclared%s\": true", member));
        }
        return entry.append(" }").toString();
    }

    private String nameOf(TypeElement type) {
        return language.elements().getBinaryName(type).toString();
    }
}
