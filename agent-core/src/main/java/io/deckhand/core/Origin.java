package io.deckhand.core;

import io.deckhand.core.internal.identity.Account;
import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Prover;
import io.deckhand.core.internal.link.HubLink;
import java.util.function.Function;

/** An agent's account and the links to its hub: a given hub, or one that the provisioning service assigns. */
record Origin(Account account, HubLink.Factory links) {
    static Origin named(Identity identity, Prover prover, Function<Login, HubLink.Factory> hubs) {
        Login login = new Login(identity, prover);
        return new Origin(login, hubs.apply(login));
    }
}
