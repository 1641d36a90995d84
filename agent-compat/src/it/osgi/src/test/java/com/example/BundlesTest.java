package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** All bundles resolve and work. Jars that are no bundles, as the device client, are wrapped, as a user of OSGi does. */
class BundlesTest {
    @TempDir
    Path directory;

    private Framework framework;
    private final List<Bundle> bundles = new ArrayList<>();

    @BeforeEach
    void installAll() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        directory.resolve("store").toString(),
                        // Else Felix takes classes that a bundle does not find from the class path of this test, which has the same ones.
                        "felix.bootdelegation.implicit",
                        "false"));
        framework.start();
        for (String jar : System.getProperty("bundles").split(File.pathSeparator)) {
            if (jar.endsWith(".jar")) {
                bundles.add(install(new File(jar)));
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(30_000);
    }

    private Bundle install(File jar) throws Exception {
        Path bundle = isBundle(jar) ? jar.toPath() : wrap(jar);
        try (InputStream content = Files.newInputStream(bundle)) {
            return framework.getBundleContext().installBundle(jar.getName(), content);
        }
    }

    private static boolean isBundle(File jar) throws Exception {
        try (JarFile file = new JarFile(jar)) {
            return file.getManifest() != null
                    && file.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) != null;
        }
    }

    private Path wrap(File jar) throws Exception {
        Path wrapped = directory.resolve(jar.getName());
        try (Analyzer analyzer = new Analyzer()) {
            analyzer.setJar(new Jar(jar));
            analyzer.setProperty(Constants.BUNDLE_SYMBOLICNAME, jar.getName().replaceAll("-[0-9].*", ""));
            analyzer.setProperty(Constants.EXPORT_PACKAGE, "*");
            analyzer.setProperty(Constants.IMPORT_PACKAGE, "*;resolution:=optional");
            analyzer.getJar().setManifest(analyzer.calcManifest());
            analyzer.getJar().write(wrapped.toFile());
        }
        return wrapped;
    }

    @Test
    void theBundlesResolveAndTheServiceLoaderWorks() throws Exception {
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(); // says which import or capability is missing, if one is
            }
        }

        Method exponential = bundle("io.deckhand.api")
                .loadClass("io.deckhand.ReconnectPolicy")
                .getMethod("exponential", Duration.class, Duration.class);
        Object policy = exponential.invoke(null, Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertEquals(
                bundle("io.deckhand.core"),
                org.osgi.framework.FrameworkUtil.getBundle(policy.getClass()));
        bundle("io.deckhand.core")
                .loadClass("io.deckhand.core.AgentBuilder")
                .getMethod("forConnectionString", String.class)
                .invoke(null, "HostName=127.0.0.1;DeviceId=fan;SharedAccessKey=a2V5");
        bundle("io.deckhand.gateway").loadClass("io.deckhand.gateway.Gateway");
    }

    private Bundle bundle(String name) {
        return bundles.stream()
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
