import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Makes web pages of README, docs and the other Markdown files; run by tools/site. A link that leads nowhere fails it. */
public final class Site {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Pattern LINK = Pattern.compile("(href|src)=\"([^\"#]*)(#[^\"]*)?\"");
    private static final Pattern ANCHOR = Pattern.compile("id=\"([^\"]+)\"");
    private static final Pattern TITLE = Pattern.compile("^# (.+)$", Pattern.MULTILINE);
    private static final String STYLE =
            "body{font:16px/1.55 system-ui,sans-serif;margin:0;display:grid;grid-template-columns:15rem minmax(0,52rem);gap:2.5rem;"
                    + "padding:1.5rem;color:#1b1f24;background:#fff}nav a{display:block;padding:.15rem 0}a{color:#0a58ca;"
                    + "text-decoration:none}a:hover{text-decoration:underline}pre{background:#f5f6f8;padding:.8rem;overflow:auto;"
                    + "font-size:13.5px;line-height:1.4}code{background:#f5f6f8;font-size:.88em}table{border-collapse:collapse;"
                    + "display:block;overflow:auto}td,th{border:1px solid #d5d9de;padding:.3rem .6rem;text-align:left;"
                    + "vertical-align:top}img{max-width:100%}@media(max-width:60rem){body{display:block}}"
                    + "@media(prefers-color-scheme:dark){body{background:#15181c;color:#dfe3e8}pre,code{background:#20252b}"
                    + "a{color:#7db2ff}td,th{border-color:#3a4149}}";

    private final Path root;
    private final Path output;
    private final List<Path> pages = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    private Site(Path root, Path output) {
        this.root = root;
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException {
        Site site = new Site(Path.of(arguments[0]).toAbsolutePath().normalize(), Path.of(arguments[1]).toAbsolutePath());
        site.build();
        if (!site.broken.isEmpty()) {
            site.broken.forEach(System.err::println);
            throw new IllegalStateException(site.broken.size() + " links lead nowhere.");
        }
        System.out.println(site.pages.size() + " pages in " + site.output);
    }

    private void build() throws IOException {
        for (String name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")) {
            pages.add(root.resolve(name));
        }
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        for (Path page : pages) {
            Path html = output.resolve(htmlOf(page));
            Files.createDirectories(html.getParent());
            Files.writeString(html, page(page));
        }
        checkAnchors();
    }

    private String htmlOf(Path page) {
        String name = root.relativize(page).toString().replace('\\', '/');
        return name.equals("README.md") ? "index.html" : name.replaceAll("\\.md$", ".html");
    }

    private String page(Path page) throws IOException {
        String text = Files.readString(page);
        String body = HtmlRenderer.builder().extensions(EXTENSIONS).build()
                .render(Parser.builder().extensions(EXTENSIONS).build().parse(text));
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + "<title>" + title(text) + "</title><style>" + STYLE + "</style></head><body><nav>" + navigation(page)
                + "</nav><main>" + linked(page, body) + "</main></body></html>\n";
    }

    private static String title(String text) {
        Matcher title = TITLE.matcher(text);
        return title.find() ? title.group(1).replace("`", "").replace("<", "&lt;") : "Deckhand";
    }

    private String navigation(Path from) throws IOException {
        String up = root.equals(from.getParent()) ? "" : "../";
        StringBuilder links = new StringBuilder();
        for (Path page : pages) {
            links.append("<a href=\"").append(up).append(htmlOf(page)).append("\">")
                    .append(title(Files.readString(page))).append("</a>");
        }
        return links.append("<a href=\"").append(up).append("api/index.html\">Javadoc</a>").toString();
    }

    /** Lets links to Markdown lead to pages, copies what is shown, and notes what is not there. */
    private String linked(Path page, String body) throws IOException {
        Matcher link = LINK.matcher(body);
        StringBuilder linked = new StringBuilder();
        while (link.find()) {
            String to = link.group(2);
            String anchor = link.group(3) == null ? "" : link.group(3);
            String replaced = to.isEmpty() || to.contains(":") ? to : target(page, to);
            link.appendReplacement(linked, Matcher.quoteReplacement(link.group(1) + "=\"" + replaced + anchor + "\""));
        }
        return link.appendTail(linked).toString();
    }

    private String target(Path page, String to) throws IOException {
        Path file = page.resolveSibling(to).normalize();
        if (!Files.exists(file)) {
            broken.add(root.relativize(page) + ": " + to);
        } else if (pages.contains(file)) {
            return to.endsWith("README.md") ? to.replace("README.md", "index.html") : to.replaceAll("\\.md$", ".html");
        } else if (Files.isRegularFile(file)) {
            Path copy = output.resolve(root.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }

    private void checkAnchors() throws IOException {
        for (Path page : pages) {
            Path html = output.resolve(htmlOf(page));
            Matcher link = LINK.matcher(Files.readString(html));
            while (link.find()) {
                boolean here = !link.group(2).contains(":") && link.group(3) != null;
                Path to = link.group(2).isEmpty() ? html : html.resolveSibling(link.group(2).replace(":", "_")).normalize();
                if (here && to.toString().endsWith(".html") && Files.exists(to) && !anchors(to).contains(link.group(3).substring(1))) {
                    broken.add(root.relativize(page) + ": " + link.group(2) + link.group(3));
                }
            }
        }
    }

    private static List<String> anchors(Path html) throws IOException {
        return ANCHOR.matcher(Files.readString(html)).results().map(found -> found.group(1)).toList();
    }
}
