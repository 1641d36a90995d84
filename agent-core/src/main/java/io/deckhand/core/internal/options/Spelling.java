package io.deckhand.core.internal.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Suggests known names for a misspelt one. */
public final class Spelling {
    private static final int SHOWN = 5;

    private Spelling() {}

    /** {@return some of the known names, the nearest first, and how many more there are} */
    public static String nearest(String wrong, Collection<String> known) {
        String first = known.stream()
                .sorted(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .collect(Collectors.joining(", "));
        return known.size() > SHOWN ? first + " and " + (known.size() - SHOWN) + " more" : first;
    }

    /** {@return how many characters have to be inserted, removed or replaced to get from one to the other} */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column - 1], diagonal));
            }
        }
        return row[to.length()];
    }
}
