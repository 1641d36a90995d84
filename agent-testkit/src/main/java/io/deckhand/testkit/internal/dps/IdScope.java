package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.util.Locale;
import java.util.regex.Pattern;

/** The id scope of a provisioning service: {@code 0ne} and hex digits. Created once for a hub's state. */
final class IdScope {
    private static final String PREFIX = "0ne";
    private static final Pattern VALID = Pattern.compile(PREFIX + "[0-9A-Za-z]{1,64}");
    private static final String DOCUMENT = "id-scope";
    private static final int DIGITS = 8;

    private IdScope() {}

    /** {@return whether a text has the syntax of an id scope} */
    static boolean isOne(String text) {
        return VALID.matcher(text).matches();
    }

    static String loadOrCreate(StateStore store, HubRandom random) {
        ObjectNode kept = store.load(Shelf.PROVISIONING).get(DOCUMENT);
        if (kept != null) {
            return kept.required("idScope").textValue();
        }
        String idScope = PREFIX + random.id().substring(0, DIGITS).toUpperCase(Locale.ROOT);
        store.save(Shelf.PROVISIONING, DOCUMENT, Json.object().put("idScope", idScope));
        return idScope;
    }
}
