package io.deckhand.testkit.internal.issuance;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A PKCS#10 certificate signing request. Its signature was verified, so its sender has the private key.
 *
 * @param commonName the common name of the subject
 */
public record CertificateRequest(String commonName, PublicKey publicKey) {
    private static final int MAX_TEXT = 8 * 1024;
    private static final int LEAST_EC_BITS = 256;
    private static final int LEAST_RSA_BITS = 2048;

    /**
     * Decodes a device's text.
     *
     * @param base64 the DER of a PKCS#10 request, without PEM's first and last line
     * @return the DER
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is missing, too long or not Base64
     */
    static byte[] decode(String base64) {
        if (base64.isEmpty()) {
            throw invalid("'csr' is missing or empty: send a certificate signing request, the DER in Base64");
        }
        if (base64.length() > MAX_TEXT) {
            throw invalid("'csr' has " + base64.length() + " characters; at most " + MAX_TEXT + " are allowed");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw invalid("'csr' is not Base64 in one line, without the lines that begin and end PEM");
        }
    }

    /**
     * Parses a request.
     *
     * @throws HubException with {@link HubError#CREDENTIAL_OPERATION_FAILED} when it is malformed, its signature is
     *     wrong, its key is too weak, or it has another common name
     */
    public static CertificateRequest parse(byte[] der, String expectedCommonName) {
        try {
            CertificationRequest request = CertificationRequest.getInstance(der);
            PublicKey key = key(request.getCertificationRequestInfo().getSubjectPublicKeyInfo());
            checkSignature(request, key);
            checkStrength(key);
            String name = commonName(request.getCertificationRequestInfo().getSubject());
            if (!name.equals(expectedCommonName)) {
                throw failed("its common name is '" + name + "', not '" + expectedCommonName + "'");
            }
            return new CertificateRequest(name, key);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException | ClassCastException e) {
            throw failed("it is not a PKCS#10 request with an EC or RSA key");
        }
    }

    private static PublicKey key(SubjectPublicKeyInfo info) throws GeneralSecurityException, IOException {
        String algorithm = info.getAlgorithm().getAlgorithm().getId();
        return KeyFactory.getInstance(algorithm.equals("1.2.840.10045.2.1") ? "EC" : "RSA")
                .generatePublic(new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER)));
    }

    private static void checkSignature(CertificationRequest request, PublicKey key)
            throws GeneralSecurityException, IOException {
        Signature signature = Signature.getInstance(
                request.getSignatureAlgorithm().getAlgorithm().getId());
        signature.initVerify(key);
        signature.update(request.getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
        if (!signature.verify(request.getSignature().getOctets())) {
            throw failed("its signature was not made with the key it asks a certificate for");
        }
    }

    private static void checkStrength(PublicKey key) {
        boolean weak = key instanceof ECPublicKey ec
                ? ec.getParams().getOrder().bitLength() < LEAST_EC_BITS
                : ((RSAPublicKey) key).getModulus().bitLength() < LEAST_RSA_BITS;
        if (weak) {
            throw failed("its key is too short: use EC P-256 or P-384, or RSA with 2048 bits");
        }
    }

    private static String commonName(X500Name subject) {
        RDN[] names = subject.getRDNs(BCStyle.CN);
        return names.length == 1 ? IETFUtils.valueToString(names[0].getFirst().getValue()) : "";
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why + ".");
    }

    private static HubException failed(String why) {
        return new HubException(
                HubError.CREDENTIAL_OPERATION_FAILED, "The certificate signing request is refused: " + why + ".");
    }
}
