package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.Version;
import java.util.Locale;

/** Checks the version of Jackson, which the application chooses. Before 2.15 it cannot limit the nesting depth. */
final class JacksonVersion {
    private static final int MAJOR = 2;
    private static final int LEAST_MINOR = 15;

    private JacksonVersion() {}

    /** Without this check, the first payload would fail with a missing class. */
    static void check() {
        check("jackson-core", com.fasterxml.jackson.core.json.PackageVersion.VERSION);
        check("jackson-databind", com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION);
    }

    static void check(String artifact, Version version) {
        if (version.getMajorVersion() == MAJOR && version.getMinorVersion() < LEAST_MINOR) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "Deckhand needs Jackson %d.%d or later; the class path has %s %s. Raise every Jackson artifact to one "
                            + "version, for example by importing com.fasterxml.jackson:jackson-bom.",
                    MAJOR,
                    LEAST_MINOR,
                    artifact,
                    version));
        }
    }
}
