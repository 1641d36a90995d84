package io.deckhand.bench.remote;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of classes that a JVM maps in place of loading each, and that a JVM writes when it ends. docs/small.md has the
 * same commands for an application.
 */
public enum ClassArchive {
    /** Class data sharing with an archive of the application's classes. */
    CDS(17, "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", "-Xshare:on"),

    /** The ahead-of-time cache, which also keeps linked classes and profiles of methods. */
    AOT(25, "-XX:AOTCacheOutput=", "-XX:AOTCache=", "-XX:AOTMode=on");

    private final int since;
    private final String write;
    private final String read;
    private final String required;

    ClassArchive(int since, String write, String read, String required) {
        this.since = since;
        this.write = write;
        this.read = read;
        this.required = required;
    }

    /** {@return whether this version of Java has it} */
    public boolean isKnown() {
        return Runtime.version().feature() >= since;
    }

    /** {@return the options of a JVM that writes the archive when it ends} */
    public List<String> write(Path archive) {
        return List.of(write + archive);
    }

    /** {@return the options of a JVM that starts from the archive, or fails if it cannot} */
    public List<String> read(Path archive) {
        return List.of(read + archive, required);
    }
}
