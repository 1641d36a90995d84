package io.deckhand.gateway.internal;

import io.deckhand.core.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The stores of a gateway's devices: one each, in a directory named after the device. */
public record Stores(Path directory, UnaryOperator<StoreOptions> options) {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    /** Names of files end at 255 bytes almost everywhere. */
    private static final int LONGEST = 200;

    StoreOptions of(String deviceId) {
        return options.apply(StoreOptions.directory(directory.resolve(name(deviceId))));
    }

    /** {@return a device's id, in which bytes that no file's name may have everywhere are replaced by their hexadecimal codes} */
    private static String name(String deviceId) {
        StringBuilder name = new StringBuilder();
        for (byte part : deviceId.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = PLAIN.indexOf(part) >= 0 && !(part == '.' && name.isEmpty());
            name.append(plain ? String.valueOf((char) part) : String.format(Locale.ROOT, "%%%02x", part));
        }
        boolean tooLong = name.length() > LONGEST;
        return tooLong ? "%" + UUID.nameUUIDFromBytes(deviceId.getBytes(StandardCharsets.UTF_8)) : name.toString();
    }
}
