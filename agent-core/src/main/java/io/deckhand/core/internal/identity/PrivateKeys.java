package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys as OpenSSL writes them. The JDK reads only PKCS#8; PKCS#1 and SEC1 are the same keys without the
 * PKCS#8 structure, which this class adds.
 */
final class PrivateKeys {
    private static final byte[] RSA = Der.of(Der.SEQUENCE, Der.oid("2a864886f70d010101"), new byte[] {0x05, 0x00});
    private static final byte[] EC = Der.oid("2a8648ce3d0201");
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    /** The algorithm of a PKCS#8 key by its object identifier, in hexadecimal. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            "2a864886f70d010101", "RSA",
            "2a864886f70d01010a", "RSASSA-PSS",
            "2a8648ce3d0201", "EC",
            "2b6570", "Ed25519",
            "2b6571", "Ed448");

    private PrivateKeys() {}

    /**
     * {@return the private key among the blocks of a file}
     *
     * @param where the file, for messages
     * @param password null if there is none
     */
    static PrivateKey find(List<Pem.Block> blocks, String where, char @Nullable [] password)
            throws CredentialException {
        for (Pem.Block block : blocks) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return read(block, curve(blocks), where, password);
            }
        }
        throw new CredentialException(where + " contains no private key. It has to be a PEM file with a block "
                + "'-----BEGIN PRIVATE KEY-----', or one with EC, RSA or ENCRYPTED before PRIVATE.");
    }

    private static byte @Nullable [] curve(List<Pem.Block> blocks) {
        return blocks.stream()
                .filter(block -> block.label().equals("EC PARAMETERS"))
                .map(Pem.Block::content)
                .findFirst()
                .orElse(null);
    }

    private static PrivateKey read(Pem.Block block, byte @Nullable [] curve, String where, char @Nullable [] password)
            throws CredentialException {
        if (block.legacyEncryption()) {
            throw new CredentialException(
                    "The private key in " + where + " is encrypted in OpenSSL's old format, which the JDK "
                            + "does not read. Convert it: openssl pkcs8 -topk8 -in KEY -out NEW_KEY");
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> fromPkcs8(block.content());
                case "RSA PRIVATE KEY" ->
                    wiping(Der.of(Der.SEQUENCE, VERSION_0, RSA, Der.of(Der.OCTET_STRING, block.content())));
                case "EC PRIVATE KEY" -> wiping(fromSec1(block.content(), curve));
                case "ENCRYPTED PRIVATE KEY" -> decrypted(block.content(), where, password);
                default ->
                    throw new CredentialException("The private key in " + where + " is a " + block.label()
                            + ", which Deckhand does not read. Convert it: openssl pkcs8 -topk8 -in KEY -out NEW_KEY");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) { // its message may reveal bytes of the key
            throw new CredentialException(
                    "The " + block.label() + " in " + where + " is damaged, or of a kind that this Java "
                            + "runtime does not know. Use RSA, or EC with P-256, P-384 or P-521.");
        }
    }

    private static PrivateKey wiping(byte[] pkcs8) throws GeneralSecurityException {
        try {
            return fromPkcs8(pkcs8);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static PrivateKey fromPkcs8(byte[] pkcs8) throws GeneralSecurityException {
        Der.Reader key = Der.Reader.ofSequence(pkcs8);
        key.next(Der.INTEGER);
        String oid = HexFormat.of().formatHex(key.enter(Der.SEQUENCE).next(Der.OID));
        String algorithm = ALGORITHMS.get(oid);
        if (algorithm == null) {
            throw new GeneralSecurityException("Unknown algorithm");
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** The curve is in the key itself, in a part that PKCS#8 has at the front, or in a block before the key. */
    private static byte[] fromSec1(byte[] sec1, byte @Nullable [] curveBefore) throws GeneralSecurityException {
        Der.Reader key = Der.Reader.ofSequence(sec1);
        key.next(Der.INTEGER);
        key.next(Der.OCTET_STRING);
        byte[] curve = key.tag() == Der.CONTEXT_0 ? key.next(Der.CONTEXT_0) : curveBefore;
        if (curve == null) {
            throw new GeneralSecurityException("No curve");
        }
        return Der.of(Der.SEQUENCE, VERSION_0, Der.of(Der.SEQUENCE, EC, curve), Der.of(Der.OCTET_STRING, sec1));
    }

    private static PrivateKey decrypted(byte[] encrypted, String where, char @Nullable [] password)
            throws CredentialException, GeneralSecurityException {
        if (password == null) {
            throw new CredentialException("The private key in " + where + " is encrypted. Give its password, as in "
                    + "Credentials.pemFiles(certificate, privateKey, password).");
        }
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            // The JDK gives the full scheme only in the parameters' text; the algorithm name is just PBES2.
            String scheme = info.getAlgParameters() == null ? info.getAlgName() : schemeOf(info);
            SecretKey secret = SecretKeyFactory.getInstance(scheme).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
            return wiping(cipher.doFinal(info.getEncryptedData()));
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialException(
                    "The private key in " + where + " could not be decrypted: the password is wrong, or "
                            + "this Java runtime does not support its encryption. Convert it to one that is "
                            + "supported: openssl pkcs8 -topk8 "
                            + "-v2 aes-256-cbc -v2prf hmacWithSHA256");
        } finally {
            spec.clearPassword();
        }
    }

    private static String schemeOf(EncryptedPrivateKeyInfo info) {
        String text = info.getAlgParameters().toString();
        return text != null && text.startsWith("PBE") ? text : info.getAlgName();
    }
}
