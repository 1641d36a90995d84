package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.issuance.CertificateIssuance;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.function.Supplier;

/**
 * A hub that devices can be assigned to.
 *
 * @param services finds what the hub has now; a restart makes it anew
 */
public record LinkedHub(String hostName, Supplier<Services> services) {
    /** What the provisioning service needs of a hub. */
    public record Services(IdentityRegistry registry, DeviceTwins twins, CertificateIssuance issuance) {}

    IdentityRegistry registry() {
        return services.get().registry();
    }

    DeviceTwins twins() {
        return services.get().twins();
    }

    CertificateIssuance issuance() {
        return services.get().issuance();
    }
}
