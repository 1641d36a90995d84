package io.deckhand.core.internal.issued;

import java.security.PrivateKey;
import java.util.Base64;

/**
 * A certificate signing request, and its key.
 *
 * @param id its id at the hub; the same id again is the same request
 * @param csr the request, PKCS#10 in DER
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never changed
public record SigningRequest(String id, byte[] csr, PrivateKey key) {
    /** {@return the request as it is sent} */
    public String base64() {
        return Base64.getEncoder().encodeToString(csr);
    }
}
