package io.deckhand.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** What a device asks a certificate with, and the contexts it connects with when it has one. */
final class SigningRequests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SigningRequests() {}

    static KeyPair newKey(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    static KeyPair newKey() throws Exception {
        return newKey("secp256r1");
    }

    /** {@return a request in Base64, as it is sent} */
    static String csr(String commonName, KeyPair key) throws Exception {
        return csr(commonName, key, key.getPrivate());
    }

    /** {@return a request signed with a key that may be another} */
    static String csr(String commonName, KeyPair key, PrivateKey signer) throws Exception {
        CertificationRequestInfo info = new CertificationRequestInfo(
                new X500Name("CN=" + commonName),
                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()),
                null);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(info.getEncoded(ASN1Encoding.DER));
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"));
        return Base64.getEncoder()
                .encodeToString(new CertificationRequest(info, algorithm, new DERBitString(signature.sign()))
                        .getEncoded(ASN1Encoding.DER));
    }

    /** {@return the certificates of an answer, the device's own first} */
    static List<X509Certificate> chain(Iterable<?> encoded) throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        for (Object one : encoded) {
            byte[] der = Base64.getDecoder().decode(one.toString().replace("\"", ""));
            chain.add((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        }
        return chain;
    }

    /** {@return a context that trusts the hub and shows these certificates} */
    static SSLContext context(LocalHub hub, KeyPair key, List<X509Certificate> chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("device", key.getPrivate(), new char[0], chain.toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("hub", DeviceCertificates.hubAuthority(hub));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** {@return a client that is connected to the provisioning service} */
    static PahoDevice provisioning(LocalHub hub, String id, String key, String apiVersion) throws Exception {
        String idScope = hub.enrollments().idScope();
        PahoDevice paho = new PahoDevice(hub, id);
        paho.options().setUserName(idScope + "/registrations/" + id + "/api-version=" + apiVersion);
        paho.password(PahoDevice.token(idScope + "%2fregistrations%2f" + id, key, "&skn=registration"));
        paho.connect();
        paho.client().subscribe("$dps/registrations/res/#", 1);
        return paho;
    }

    /** Registers. {@return the state of the registration} */
    static JsonNode register(PahoDevice paho, String id, @Nullable String csr) throws Exception {
        String body = JSON.createObjectNode()
                .put("registrationId", id)
                .put("csr", csr)
                .toString();
        paho.send("$dps/registrations/PUT/iotdps-register/?$rid=1", body);
        String operation =
                JSON.readTree(paho.next().body()).required("operationId").asText();
        paho.send("$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=" + operation, "");
        return JSON.readTree(paho.next().body()).required("registrationState");
    }

    /** Registers with a key of an enrollment. {@return the certificates that are issued for another} */
    static List<X509Certificate> register(LocalHub hub, String id, String enrollmentKey, KeyPair key) throws Exception {
        try (PahoDevice paho = provisioning(hub, id, enrollmentKey, "2025-07-01-preview")) {
            return chain(register(paho, id, csr(id, key)).required("issuedCertificateChain"));
        }
    }
}
