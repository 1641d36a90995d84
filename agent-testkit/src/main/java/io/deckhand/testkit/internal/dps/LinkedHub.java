package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.issuance.CertificateIssuance;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.function.Supplier;

/**
 * A hub that devices can be assigned to.
 *
 * @param services returns the hub's current services, which a restart replaces
 */
public record LinkedHub(String hostName, Supplier<Services> services) {
    /** The services of a hub that the provisioning service uses. */
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
