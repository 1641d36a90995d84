package io.deckhand.core.identity;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that cannot leave its token: SoftHSM stands in for the chip. */
@LocalHubTest
class Pkcs11Test {
    private static final String PIN = "1234";
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

    @TempDir
    private Path directory;

    @Test
    void aDeviceShowsACertificateWhoseKeyIsInAToken(LocalHub hub) throws Exception {
        Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
        assumeTrue(
                library.isPresent() && run("softhsm2-util", "--version").isPresent(),
                "SoftHSM is not here. On Debian: apt-get install softhsm2");
        Path tokens = Files.createDirectory(directory.resolve("tokens"));
        Files.writeString(directory.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
        assertThat(run("softhsm2-util", "--init-token", "--free", "--label", "fan", "--so-pin", PIN, "--pin", PIN))
                .contains(0);
        Path configuration = Files.writeString(
                directory.resolve("pkcs11.cfg"),
                "name = SoftHSM\nlibrary = " + library.get() + "\nslotListIndex = 0\n"
                        + "attributes(*, CKO_PRIVATE_KEY, *) = {\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n}\n");

        Process device = started(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Pkcs11Device.class.getName(),
                hub.hostName(),
                hub.caCertificate().toString(),
                configuration.toString(),
                PIN,
                directory.toString());
        try {
            HubDevice chip = hub.createDevice("chip", certificateOf(device));
            device.getOutputStream().write('\n');
            device.getOutputStream().flush();

            assertThat(chip.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("signed in hardware");
            assertThat(device.waitFor(30, SECONDS)).isTrue();
            assertThat(device.exitValue()).isZero();
        } finally {
            device.destroyForcibly();
        }
    }

    private X509Certificate certificateOf(Process device) throws Exception {
        Path file = directory.resolve("certificate.pem");
        await().atMost(Agents.SOON).until(() -> Files.exists(file) || !device.isAlive());
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    /** {@return the exit code; empty if there is no such program} */
    private Optional<Integer> run(String... command) throws InterruptedException {
        try {
            return Optional.of(started(command).waitFor());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    private Process started(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.txt").toFile()));
        builder.environment()
                .put("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
        return builder.start();
    }
}
