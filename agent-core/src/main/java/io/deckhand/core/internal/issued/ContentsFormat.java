package io.deckhand.core.internal.issued;

import io.deckhand.core.internal.identity.KeyMaterial;
import io.deckhand.core.internal.store.Bytes;
import io.deckhand.identity.CredentialException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and reads {@link Contents}. A key that cannot leave its chip is not written; its source gives it again. */
final class ContentsFormat {
    private static final int VERSION = 1;

    private final KeySource keys;

    ContentsFormat(KeySource keys) {
        this.keys = keys;
    }

    byte[] write(Contents contents) throws GeneralSecurityException {
        Bytes bytes = new Bytes(4096).put(VERSION).put(contents.withheld() ? 1 : 0);
        putIssued(bytes, contents.current());
        putIssued(bytes, contents.previous());
        bytes.put(contents.request().isPresent() ? 1 : 0);
        if (contents.request().isPresent()) {
            SigningRequest asked = contents.request().get();
            putKey(bytes, asked.key());
            putBlock(bytes.putText(asked.id()), asked.csr());
        }
        return bytes.toArray();
    }

    private static void putIssued(Bytes bytes, Optional<Issued> issued) throws GeneralSecurityException {
        bytes.put(issued.isPresent() ? 1 : 0);
        if (issued.isPresent()) {
            KeyMaterial material = issued.get().material();
            putKey(bytes, material.key());
            bytes.putNumber(issued.get().received().toEpochMilli())
                    .putNumber(material.chain().size());
            for (X509Certificate certificate : material.chain()) {
                putBlock(bytes, certificate.getEncoded());
            }
        }
    }

    private static void putKey(Bytes bytes, PrivateKey key) {
        byte @Nullable [] encoded = key.getEncoded();
        if (encoded == null) {
            putBlock(bytes.putText(""), new byte[0]);
        } else {
            putBlock(bytes.putText(key.getAlgorithm()), encoded);
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static void putBlock(Bytes bytes, byte[] block) {
        bytes.putNumber(block.length).put(block);
    }

    /** Throws any runtime exception for contents of another form. */
    Contents read(byte[] written) throws GeneralSecurityException, CredentialException {
        ByteBuffer bytes = ByteBuffer.wrap(written);
        if (bytes.get() != VERSION) {
            throw new IllegalArgumentException("Another version");
        }
        boolean withheld = bytes.get() == 1;
        Optional<Issued> current = issued(bytes);
        Optional<Issued> previous = issued(bytes);
        Optional<SigningRequest> request = Optional.empty();
        if (bytes.get() == 1) {
            PrivateKey key = key(bytes);
            String id = Bytes.text(bytes);
            request = Optional.of(new SigningRequest(id, block(bytes), key));
        }
        return new Contents(current, previous, request, withheld);
    }

    private Optional<Issued> issued(ByteBuffer bytes) throws GeneralSecurityException, CredentialException {
        if (bytes.get() == 0) {
            return Optional.empty();
        }
        PrivateKey key = key(bytes);
        Instant received = Instant.ofEpochMilli(Bytes.number(bytes));
        List<X509Certificate> chain = new ArrayList<>();
        for (long left = Bytes.number(bytes); left > 0; left--) {
            chain.add(certificate(block(bytes)));
        }
        return Optional.of(new Issued(KeyMaterial.matching(key, chain, "as stored"), received));
    }

    private PrivateKey key(ByteBuffer bytes) throws GeneralSecurityException {
        String algorithm = Bytes.text(bytes);
        byte[] encoded = block(bytes);
        if (algorithm.isEmpty()) {
            return keys.newPair().getPrivate();
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] block(ByteBuffer bytes) {
        byte[] block = new byte[Math.toIntExact(Bytes.number(bytes))];
        bytes.get(block);
        return block;
    }

    static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
