package io.deckhand.testkit.internal.identity;

import java.util.Set;

/** A shared access policy: a name, two keys, and the permissions of tokens signed with them. */
public record AccessPolicy(String name, SymmetricKeys keys, Set<Permission> permissions) {
    public AccessPolicy {
        permissions = Set.copyOf(permissions);
    }

    boolean allows(Permission permission) {
        return permissions.contains(permission);
    }
}
