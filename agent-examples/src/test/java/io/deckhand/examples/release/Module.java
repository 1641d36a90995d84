package io.deckhand.examples.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A module of this project, by its pom. */
record Module(String name, Element pom) {
    private static final Path ROOT = Path.of("..");
    private static final String TEST = "test";

    /** A dependency in a pom. */
    record Dependency(String group, String artifact, String scope) {
        boolean isPublished() {
            return !scope.equals(TEST);
        }
    }

    /** {@return those whose jars are published, and the BOM} */
    static List<Module> published() throws IOException {
        return elements(read(ROOT), "module")
                .filter(module -> module.getParentNode().getNodeName().equals("modules"))
                .map(Element::getTextContent)
                .filter(name -> !name.equals("agent-compat")) // of a profile
                .map(Module::of)
                .filter(module -> !texts(module.pom, "maven.deploy.skip").contains("true"))
                .toList();
    }

    static Module of(String name) {
        try {
            return new Module(name, read(ROOT.resolve(name)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Element read(Path directory) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(directory.resolve("pom.xml").toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    boolean hasJar() {
        return !texts(pom, "packaging").contains("pom");
    }

    List<Dependency> dependencies() {
        return dependenciesIn("project");
    }

    /** {@return the versions that it manages} */
    List<Dependency> managed() {
        return dependenciesIn("dependencyManagement");
    }

    private List<Dependency> dependenciesIn(String place) {
        return elements(pom, "dependency")
                .filter(dependency ->
                        dependency.getParentNode().getParentNode().getNodeName().equals(place))
                .map(dependency -> new Dependency(
                        text(dependency, "groupId"), text(dependency, "artifactId"), text(dependency, "scope")))
                .toList();
    }

    /** {@return the jar that was built, of the classes} */
    Path jar() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(name).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches(name + "-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String text(Element element, String name) {
        return texts(element, name).stream().findFirst().orElse("");
    }

    private static List<String> texts(Element element, String name) {
        return elements(element, name)
                .map(found -> found.getTextContent().strip())
                .toList();
    }

    private static Stream<Element> elements(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(found::item).map(Element.class::cast);
    }
}
