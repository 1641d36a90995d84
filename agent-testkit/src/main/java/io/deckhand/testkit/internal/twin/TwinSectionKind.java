package io.deckhand.testkit.internal.twin;

/** The sections of a twin, with the size limit of each. */
enum TwinSectionKind {
    TAGS("tags", 8 * 1024),
    DESIRED("desired", 32 * 1024),
    REPORTED("reported", 32 * 1024);

    private final String label;
    private final int maxSize;

    TwinSectionKind(String label, int maxSize) {
        this.label = label;
        this.maxSize = maxSize;
    }

    String label() {
        return label;
    }

    int maxSize() {
        return maxSize;
    }
}
