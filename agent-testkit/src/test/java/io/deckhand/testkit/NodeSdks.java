package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Azure SDKs for Node, as npm installs them, once for each build directory and lock file. Where Node or the packages
 * cannot be had, tests that need them are skipped and say so.
 *
 * @param modules the directory they are in
 */
public record NodeSdks(Path modules) {
    /** The scripts that use them. */
    public static final Path SCRIPTS = Path.of("src/test/node").toAbsolutePath();

    private static final int OLDEST_NODE = 20;
    private static final String LOCK = "package-lock.json";
    private static final Path DIRECTORY = Path.of("target/node-sdks").toAbsolutePath();
    private static final Path OUTPUT = DIRECTORY.resolve("npm-output.txt");
    private static final Duration AT_MOST = Duration.ofSeconds(90);

    public static NodeSdks install() throws Exception {
        String version = assumeRuns("node");
        assumeTrue(
                major(version) >= OLDEST_NODE, "Node is " + version + "; the SDKs want " + OLDEST_NODE + " or later");
        assumeRuns("npm");
        Path installed = DIRECTORY.resolve("installed-lock.json");
        Files.createDirectories(DIRECTORY);
        if (!Files.exists(installed) || Files.mismatch(SCRIPTS.resolve(LOCK), installed) >= 0) {
            Files.deleteIfExists(installed);
            fetch();
            copy(LOCK, installed);
        }
        return new NodeSdks(DIRECTORY.resolve("node_modules"));
    }

    private static void fetch() throws Exception {
        copy("package.json", DIRECTORY.resolve("package.json"));
        copy(LOCK, DIRECTORY.resolve(LOCK));
        Process npm = new ProcessBuilder(
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--prefer-offline",
                        "--fetch-retries=1")
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile())
                .start();
        boolean ended = npm.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        assumeTrue(ended, "npm did not fetch the Azure SDKs for Node within " + AT_MOST.toSeconds() + " s");
        // Else a lock file that is wrong would look like a network that is away.
        assertThat(Files.readString(OUTPUT)).doesNotContain("EUSAGE", "EINTEGRITY", "ETARGET");
        assumeTrue(npm.exitValue() == 0, "npm could not fetch the Azure SDKs for Node; its words are in " + OUTPUT);
    }

    /** {@return what it says that its version is} */
    private static String assumeRuns(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assumeTrue(process.waitFor() == 0, "'" + program + " --version' fails on this machine");
            return version.strip();
        } catch (IOException e) {
            return abort("'" + program + "' does not run on this machine; it comes with Node.js");
        }
    }

    private static int major(String version) {
        Matcher number = Pattern.compile("v(\\d+)\\..*").matcher(version);
        return number.matches() ? Integer.parseInt(number.group(1)) : 0;
    }

    private static void copy(String name, Path target) throws IOException {
        Files.copy(SCRIPTS.resolve(name), target, StandardCopyOption.REPLACE_EXISTING);
    }
}
