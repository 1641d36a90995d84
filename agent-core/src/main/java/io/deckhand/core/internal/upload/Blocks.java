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

/** Reads content block by block, with one block in memory, and computes its digests. */
final class Blocks {
    /** The most that has to be sent again after a lost connection; storage accepts up to 4,000 MiB. */
    static final int SMALLEST = 1024 * 1024;

    /** The maximum number of blocks in a blob. */
    static final int MOST = 50_000;

    private final InputStream content;
    private final byte[] block;
    private final String prefix = String.format("%016x", new SecureRandom().nextLong());
    private final List<String> ids = new ArrayList<>();
    private final MessageDigest sha256;
    private final @Nullable MessageDigest md5 = md5();
    private int length;
    private long total;

    /** {@code size} is the size of the content, if known. */
    Blocks(InputStream content, OptionalLong size) {
        this.content = content;
        this.block = new byte[blockSize(size)];
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** A block is not larger than the content, so that a small file takes little memory. */
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
            throw new IOException("The content has more than " + total + " bytes, the maximum for " + MOST
                    + " blocks. Write it to a file, whose blocks may be larger");
        }
        total += length;
        sha256.update(block, 0, length);
        if (md5 != null) {
            md5.update(block, 0, length);
        }
        ids.add(id(ids.size()));
        return true;
    }

    /** Unique among all uploads of this name: storage keeps uncommitted blocks for a week. */
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

    /** {@return the MD5 of this block in Base64, for storage to check; empty if the runtime does not support it} */
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

    /** {@return how many bytes were read so far} */
    long total() {
        return total;
    }

    /** {@return the digests of the whole content; only after the end} */
    Digests digests() {
        return new Digests(
                HexFormat.of().formatHex(sha256.digest()),
                md5 == null ? Optional.empty() : Optional.of(Base64.getEncoder().encodeToString(md5.digest())));
    }

    /** Of the whole content: SHA-256 in hexadecimal, MD5 in Base64. */
    record Digests(String sha256, Optional<String> md5) {}

    /** Since Java 14 a runtime need not support MD5, and those for strict environments do not. */
    private static @Nullable MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }
}
