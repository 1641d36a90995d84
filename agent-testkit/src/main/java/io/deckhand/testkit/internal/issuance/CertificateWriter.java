package io.deckhand.testkit.internal.issuance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * Writes X.509 certificates signed with an EC P-384 key, as the real service does. The ASN.1 classes of bcprov encode,
 * the JDK signs.
 */
final class CertificateWriter {
    private static final AlgorithmIdentifier ECDSA_WITH_SHA384 =
            new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.3"));
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();

    /** The issuer: a name and a key. */
    record Signer(X500Name name, PrivateKey key) {}

    static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    X509Certificate authority(String commonName, PublicKey key, Signer signer, Instant from, Instant to) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return write(name(commonName), key, signer, from, to, extensions);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot write the certificate of a CA.", e);
        }
    }

    X509Certificate device(String commonName, PublicKey key, Signer signer, Instant from, Instant to) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            extensions.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            return write(name(commonName), key, signer, from, to, extensions);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot write the certificate of a device.", e);
        }
    }

    private X509Certificate write(
            X500Name subject, PublicKey key, Signer signer, Instant from, Instant to, ExtensionsGenerator extensions)
            throws IOException, GeneralSecurityException {
        V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)));
        content.setSignature(ECDSA_WITH_SHA384);
        content.setIssuer(signer.name());
        content.setSubject(subject);
        content.setStartDate(new Time(Date.from(from)));
        content.setEndDate(new Time(Date.from(to)));
        content.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        content.setExtensions(extensions.generate());
        return signed(content.generateTBSCertificate(), signer.key());
    }

    private static X509Certificate signed(TBSCertificate content, PrivateKey key)
            throws IOException, GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA384withECDSA");
        signature.initSign(key);
        signature.update(content.getEncoded(ASN1Encoding.DER));
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(content);
        parts.add(ECDSA_WITH_SHA384);
        parts.add(new DERBitString(signature.sign()));
        byte[] der = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
