package io.deckhand.testkit.internal.identity;

import java.util.Set;

/** A named pair of keys and what tokens signed with them may do. */
public record AccessPolicy(String name, SymmetricKeys keys, Set<Permission> permissions) {
    public AccessPolicy {
        permissions = Set.copyOf(permissions);
    }

    boolean allows(Permission permission) {
        return permissions.contains(permission);
    }
}
