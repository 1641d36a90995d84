package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private key and its certificate in a key store: a PKCS#12 file, or a store of the application, such as a PKCS#11
 * token.
 */
final class StoredKeys implements MaterialSource {
    private final Path file;
    private final @Nullable KeyStore store;
    private final char @Nullable [] password;

    private StoredKeys(Path file, @Nullable KeyStore store, char @Nullable [] password) {
        this.file = file;
        this.store = store;
        this.password = password == null ? null : password.clone();
    }

    /** {@code password} is copied. */
    static StoredKeys pkcs12(Path file, char[] password) {
        return new StoredKeys(file, null, password);
    }

    /** {@code password} is the key's password, null for a PKCS#11 token; copied. */
    static StoredKeys in(KeyStore store, char @Nullable [] password) {
        return new StoredKeys(Path.of(""), store, password);
    }

    @Override
    public String where() {
        return store == null ? file.toString() : "the key store of type " + store.getType();
    }

    /** Changes in the application's key store cannot be detected. */
    @Override
    public Object stamp() throws CredentialException {
        return store == null ? FileStamp.of(file) : certificate(store);
    }

    private Object certificate(KeyStore opened) throws CredentialException {
        try {
            return Arrays.asList(opened.getCertificateChain(alias(opened)));
        } catch (GeneralSecurityException e) {
            throw new CredentialException("The key in " + where() + " cannot be used (" + e.getMessage() + ").", e);
        }
    }

    @Override
    public KeyMaterial load() throws CredentialException {
        KeyStore opened = store == null ? opened() : store;
        try {
            String alias = alias(opened);
            PrivateKey key = (PrivateKey) opened.getKey(alias, password);
            List<X509Certificate> chain = Arrays.stream(opened.getCertificateChain(alias))
                    .map(X509Certificate.class::cast)
                    .toList();
            return KeyMaterial.matching(key, chain, where());
        } catch (GeneralSecurityException e) {
            throw new CredentialException(
                    "The key in " + where() + " cannot be used (" + e.getMessage() + "). Check its password.", e);
        }
    }

    private String alias(KeyStore opened) throws GeneralSecurityException, CredentialException {
        for (String alias : Collections.list(opened.aliases())) {
            Certificate @Nullable [] chain = opened.isKeyEntry(alias) ? opened.getCertificateChain(alias) : null;
            if (chain != null && chain.length > 0 && chain[0] instanceof X509Certificate) {
                return alias;
            }
        }
        throw new CredentialException(
                where() + " contains no private key with a certificate. Add both, under one alias: "
                        + "openssl pkcs12 -export -in CERTIFICATE -inkey KEY -out FILE");
    }

    private KeyStore opened() throws CredentialException {
        byte[] bytes = FileStamp.read(file);
        try {
            KeyStore opened = KeyStore.getInstance("PKCS12");
            opened.load(new ByteArrayInputStream(bytes), password);
            return opened;
        } catch (IOException | GeneralSecurityException e) {
            throw new CredentialException(
                    file + " cannot be opened: the password is wrong, or it is not a PKCS#12 file (" + e.getMessage()
                            + ").",
                    e);
        }
    }
}
