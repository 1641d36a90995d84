package io.deckhand.core.internal.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads content block by block, one of them in memory, and knows its digests. */
final class Blocks {
    /** What a lost connection costs at most; storage takes 4,000 MiB. */
    static final int SMALLEST = 1024 * 1024;

    /** So many blocks a blob may have. */
    static final int MOST = 50_000;

    private final InputStream content;
    private final byte[] block;
    private final String prefix = String.format("%016x", new SecureRandom().nextLong());
    private final List<String> ids = new ArrayList<>();
    private final MessageDigest sha256;
    private final @Nullable MessageDigest md5 = md5();
    private int length;
    private long total;

    /** {@code size} says how much there is, if that is known. */
    Blocks(InputStream content, OptionalLong size) {
        this.content = content;
        this.block = new byte[blockSize(size)];
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** A block is no larger than the content, so that a small file takes little memory. */
    static int blockSize(OptionalLong size) {
        if (size.isEmpty()) {
            return SMALLEST;
        }
        long needed = Math.max(1, (size.getAsLong() + MOST - 1) / MOST);
        long wanted = Math.max(needed, Math.min(SMALLEST, Math.max(1, size.getAsLong())));
        return (int) Math.min(wanted, Integer.MAX_VALUE / 2);
    }

    /** Reads the next block. {@return false at the end} */
    boolean next() throws IOException {
        length = content.readNBytes(block, 0, block.length);
        if (length == 0) {
            return false;
        }
        if (ids.size() == MOST) {
            throw new IOException("There is more than " + total + " bytes, which is as much as " + MOST
                    + " blocks have. Write it to a file, whose blocks may be larger");
        }
        total += length;
        sha256.update(block, 0, length);
        if (md5 != null) {
            md5.update(block, 0, length);
        }
        ids.add(id(ids.size()));
        return true;
    }

    /** Unlike those of any other upload of this name: storage keeps blocks that nobody has listed for a week. */
    private String id(int number) {
        String id = prefix + String.format("%08d", number);
        return Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return the bytes of this block, up to {@link #length()}} */
    byte[] bytes() {
        return block;
    }

    int length() {
        return length;
    }

    /** {@return the id of this block} */
    String id() {
        return ids.get(ids.size() - 1);
    }

    /** {@return the MD5 of this block in Base64, for storage to check; a runtime may have none} */
    Optional<String> blockMd5() {
        MessageDigest digest = md5();
        if (digest == null) {
            return Optional.empty();
        }
        digest.update(block, 0, length);
        return Optional.of(Base64.getEncoder().encodeToString(digest.digest()));
    }

    List<String> ids() {
        return ids;
    }

    /** {@return how much was read so far} */
    long total() {
        return total;
    }

    /** {@return the digests of everything; only after the end} */
    Digests digests() {
        return new Digests(
                HexFormat.of().formatHex(sha256.digest()),
                md5 == null ? Optional.empty() : Optional.of(Base64.getEncoder().encodeToString(md5.digest())));
    }

    /** Of the whole content: SHA-256 in hexadecimal, MD5 in Base64. */
    record Digests(String sha256, Optional<String> md5) {}

    /** Since Java 14 a runtime need not have it, and those for strict environments do not. */
    private static @Nullable MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }
}
