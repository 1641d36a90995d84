package io.deckhand.processor;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The mistakes that agent-core's tests keep, made into a source that a processor sees: those tests have a class inside each test
 * method, and processors are shown no local classes. Each test becomes a nested class of its name, with the test's classes in it.
 *
 * @param name the class
 * @param text its source
 * @param tests the names of the tests
 */
record Catalogue(String name, String text, List<String> tests) {
    static Catalogue of(Path file) throws IOException {
        String source = Files.readString(file);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file.toFile()));
            CompilationUnitTree unit = task.parse().iterator().next();
            return new Reader(unit, Trees.instance(task), source).read();
        }
    }

    private record Reader(CompilationUnitTree unit, Trees trees, String source) {
        Catalogue read() {
            ClassTree type = (ClassTree) unit.getTypeDecls().get(0);
            List<String> tests = new ArrayList<>();
            StringBuilder text = new StringBuilder(source);
            List<? extends Tree> members = type.getMembers();
            for (int i = members.size() - 1; i >= 0; i--) { // backwards, so that positions stay right
                if (members.get(i) instanceof MethodTree method && isTest(method)) {
                    tests.add(0, method.getName().toString());
                    text.replace(start(method), end(method), nested(method));
                }
            }
            String name = unit.getPackageName() + "." + type.getSimpleName();
            return new Catalogue(name, text.toString().replaceAll("import static io[^;]*;", ""), tests);
        }

        private static boolean isTest(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Test"));
        }

        private String nested(MethodTree test) {
            StringBuilder classes = new StringBuilder("static class " + test.getName() + " {\n");
            BlockTree body = test.getBody();
            for (StatementTree statement : body.getStatements()) {
                if (statement instanceof ClassTree local) {
                    String text = source.substring(start(local), end(local));
                    classes.append(text.replaceFirst("(?m)^(\\s*)((abstract )?class)", "$1static $2"))
                            .append('\n');
                }
            }
            return classes.append("}\n").toString();
        }

        private int start(Tree tree) {
            return (int) trees.getSourcePositions().getStartPosition(unit, tree);
        }

        private int end(Tree tree) {
            return (int) trees.getSourcePositions().getEndPosition(unit, tree);
        }
    }
}
