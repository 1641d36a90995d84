package io.deckhand.core.internal.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Writes certificate signing requests (PKCS#10), for which the JDK has no public class. */
public final class CertificateRequest {
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] NULL = {0x05, 0x00};
    private static final byte[] NO_UNUSED_BITS = {0};

    private CertificateRequest() {}

    /** How a key signs: the JDK's name, and the identifier in the request. */
    @SuppressWarnings("ArrayRecordComponent") // made once, read once
    private record Algorithm(String name, byte[] identifier) {
        static Algorithm of(PublicKey key) throws GeneralSecurityException {
            if (key instanceof ECPublicKey ec) {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                return bits < 384 ? ecdsa("SHA256", "02") : bits < 512 ? ecdsa("SHA384", "03") : ecdsa("SHA512", "04");
            }
            if (key.getAlgorithm().equals("RSA")) {
                return new Algorithm("SHA256withRSA", Der.of(Der.SEQUENCE, Der.oid("2a864886f70d01010b"), NULL));
            }
            throw new GeneralSecurityException("A key of type " + key.getAlgorithm()
                    + " cannot be used for an issued certificate. Use EC with P-256 or P-384, or RSA.");
        }

        private static Algorithm ecdsa(String hash, String last) {
            return new Algorithm(hash + "withECDSA", Der.of(Der.SEQUENCE, Der.oid("2a8648ce3d0403" + last)));
        }
    }

    /**
     * {@return a request in DER, signed with the private key, which may be one that cannot leave its chip} Blocks as
     * long as the chip does.
     *
     * @param commonName the common name of the subject
     * @throws GeneralSecurityException if the key cannot sign, or is of another type than EC and RSA
     */
    public static byte[] der(String commonName, KeyPair pair) throws GeneralSecurityException {
        Algorithm algorithm = Algorithm.of(pair.getPublic());
        byte[] subject = new X500Principal("CN=" + Rdn.escapeValue(commonName)).getEncoded();
        byte[] wanted =
                Der.of(Der.SEQUENCE, VERSION_0, subject, pair.getPublic().getEncoded(), Der.of(Der.CONTEXT_0));
        Signature signature = Signature.getInstance(algorithm.name());
        signature.initSign(pair.getPrivate());
        signature.update(wanted);
        return Der.of(
                Der.SEQUENCE, wanted, algorithm.identifier(), Der.of(Der.BIT_STRING, NO_UNUSED_BITS, signature.sign()));
    }
}
