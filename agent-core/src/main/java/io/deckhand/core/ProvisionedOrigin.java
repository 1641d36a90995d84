package io.deckhand.core;

import io.deckhand.Transport;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Prover;
import io.deckhand.core.internal.issued.IssuedCertificates;
import io.deckhand.core.internal.issued.StoredVault;
import io.deckhand.core.internal.issued.Vault;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.sdk.FailureDiagnosis;
import io.deckhand.core.internal.link.sdk.ProvisioningProtocols;
import io.deckhand.core.internal.provisioning.Assignments;
import io.deckhand.core.internal.provisioning.HubAccounts;
import io.deckhand.core.internal.provisioning.ProvisionedLinks;
import io.deckhand.core.internal.provisioning.ServiceAddress;
import io.deckhand.core.internal.provisioning.StoredAssignments;
import io.deckhand.core.internal.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The origin of a device that the provisioning service assigns to a hub; apart from {@link Origin}, so that others load none of it. */
final class ProvisionedOrigin {
    private ProvisionedOrigin() {}

    static Origin of(
            Provisioning wanted,
            Json json,
            Prover prover,
            @Nullable HttpProxy proxy,
            @Nullable Store store,
            Function<Login, HubLink.Factory> hubs) {
        ServiceAddress address = new ServiceAddress(wanted.endpoint(), wanted.idScope(), wanted.registrationId());
        ProvisionedLinks links = new ProvisionedLinks(
                setup(wanted, wanted.issuance().isPresent() ? address.issuing() : address, json, proxy, store),
                accounts(wanted, address, prover, store),
                hubs,
                () -> Duration.ofNanos(System.nanoTime()),
                () -> ThreadLocalRandom.current().nextDouble());
        return new Origin(links, links);
    }

    private static ProvisionedLinks.Setup setup(
            Provisioning wanted, ServiceAddress address, Json json, @Nullable HttpProxy proxy, @Nullable Store store) {
        Object payload = wanted.payload();
        String text = payload == null ? null : json.tree(payload).toString();
        Function<Transport, ServiceAddress.Opener> protocols =
                wanted.isOverHttps() ? transport -> ProvisioningProtocols.https() : ProvisioningProtocols::like;
        return new ProvisionedLinks.Setup(
                address,
                protocols,
                FailureDiagnosis::ofAttempt,
                proxy,
                () -> text,
                assigned -> wanted.listener()
                        .accept(new Assignment(
                                assigned.hostName(), assigned.deviceId(), Optional.ofNullable(assigned.payload()))),
                store == null ? Assignments.inMemory() : new StoredAssignments(store, address));
    }

    private static HubAccounts accounts(
            Provisioning wanted, ServiceAddress address, Prover prover, @Nullable Store store) {
        return wanted.issuance()
                .map(wish -> HubAccounts.issuedFor(
                        prover,
                        new IssuedCertificates(
                                address.registrationId(),
                                wish,
                                store == null
                                        ? Vault.inMemory()
                                        : new StoredVault(store, address.idScope() + "/" + address.registrationId()),
                                Clock.systemUTC(),
                                () -> ThreadLocalRandom.current().nextDouble())))
                .orElseGet(() -> HubAccounts.ofEnrollment(prover));
    }
}
