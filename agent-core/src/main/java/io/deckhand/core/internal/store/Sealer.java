package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Encrypts the records of one segment with AES-256-GCM; the nonce is the record's number. Not thread-safe. */
final class Sealer {
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Cipher cipher;

    Sealer(SecretKeySpec key) {
        this.key = key;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no AES-GCM", e);
        }
    }

    byte[] seal(long lsn, Frame.Type type, Bytes plain) {
        try {
            return run(Cipher.ENCRYPT_MODE, lsn, type, plain.buffer());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A record could not be encrypted", e);
        }
    }

    /** {@return the content, or null if it was not encrypted with this key} */
    byte @Nullable [] open(long lsn, Frame.Type type, ByteBuffer sealed) {
        try {
            return run(Cipher.DECRYPT_MODE, lsn, type, sealed.duplicate());
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A record could not be decrypted", e);
        }
    }

    @SuppressWarnings("EnumOrdinal") // as in Frame
    private byte[] run(int mode, long lsn, Frame.Type type, ByteBuffer input) throws GeneralSecurityException {
        cipher.init(
                mode,
                key,
                new GCMParameterSpec(
                        TAG_BITS, new Bytes(12).putLong(lsn).putInt(0).toArray()));
        cipher.updateAAD(new byte[] {(byte) type.ordinal()});
        ByteBuffer output = ByteBuffer.allocate(cipher.getOutputSize(input.remaining()));
        cipher.doFinal(input, output);
        return Bytes.rest(output.flip());
    }
}
