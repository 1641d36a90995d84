package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Authorizes devices and back ends: checks shared access signatures and certificates against devices and policies. */
public final class AccessControl {
    /** The policy for the management of enrollments. */
    public static final String PROVISIONING_OWNER = "provisioningserviceowner";

    private static final Map<String, Set<Permission>> DEFAULT_POLICIES = Map.of(
            "iothubowner",
                    Set.of(
                            Permission.REGISTRY_READ,
                            Permission.REGISTRY_WRITE,
                            Permission.SERVICE_CONNECT,
                            Permission.DEVICE_CONNECT,
                            Permission.HUB_CONTROL),
            "service", Set.of(Permission.SERVICE_CONNECT),
            "device", Set.of(Permission.DEVICE_CONNECT),
            "registryRead", Set.of(Permission.REGISTRY_READ),
            "registryReadWrite", Set.of(Permission.REGISTRY_READ, Permission.REGISTRY_WRITE));

    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private final String hostName;
    private final IdentityRegistry registry;
    private final TrustedAuthorities authorities;
    private final Clock clock;
    private final StateStore store;
    private final Map<String, AccessPolicy> policies = Collections.synchronizedMap(new LinkedHashMap<>());

    public AccessControl(
            String hostName,
            IdentityRegistry registry,
            TrustedAuthorities authorities,
            StateStore store,
            HubRandom random,
            Clock clock) {
        this.hostName = hostName;
        this.registry = registry;
        this.authorities = authorities;
        this.clock = clock;
        this.store = store;
        Map<String, ObjectNode> kept = store.load(Shelf.POLICIES);
        Map<String, Set<Permission>> wanted = new LinkedHashMap<>(new TreeMap<>(DEFAULT_POLICIES));
        wanted.put(PROVISIONING_OWNER, Set.of(Permission.ENROLLMENT_READ, Permission.ENROLLMENT_WRITE));
        wanted.forEach((name, permissions) -> {
            ObjectNode document = kept.get(name);
            SymmetricKeys keys = document == null ? newKeys(name, store, random) : keysIn(document);
            policies.put(name, new AccessPolicy(name, keys, permissions));
        });
    }

    /** {@return the names of all policies} */
    public List<String> policyNames() {
        synchronized (policies) {
            return List.copyOf(policies.keySet());
        }
    }

    /**
     * Gives a policy other keys. Connections made with the old ones live on until their tokens end.
     *
     * @throws HubException with {@link HubError#IOT_HUB_UNAUTHORIZED} that lists the known policies
     */
    public void setKeys(String name, SymmetricKeys keys) {
        AccessPolicy policy = policy(name);
        save(name, keys, store);
        policies.put(name, new AccessPolicy(name, keys, policy.permissions()));
    }

    /**
     * {@return the policy}
     *
     * @throws HubException with {@link HubError#IOT_HUB_UNAUTHORIZED} that lists the known policies
     */
    public AccessPolicy policy(String name) {
        AccessPolicy policy = policies.get(name);
        if (policy == null) {
            throw unauthorized("No shared access policy '" + name + "'. Known: " + String.join(", ", policyNames()));
        }
        return policy;
    }

    /**
     * {@return a token for one resource without expiry, as the owner of a policy's key could create}
     *
     * @throws HubException with {@link HubError#IOT_HUB_UNAUTHORIZED} when the policy has another key
     */
    public SasToken tokenOf(String policyName, String key, String resource) {
        SymmetricKeys keys = policy(policyName).keys();
        if (!keys.contains(key)) {
            throw unauthorized("The password is not a key of policy '" + policyName + "'");
        }
        return SasToken.parse(SasToken.create(hostName + "/" + resource, policyName, key, NEVER));
    }

    /**
     * Checks that a token authorizes a device or module: it is signed with a key of that identity, of the module's
     * device, or of a policy with the permission to connect devices.
     *
     * @throws HubException as for {@link #authorizeService}
     */
    public void authorizeDevice(SasToken token, String id) {
        DeviceIdentity identity = enabled(id);
        checkValidity(token, IdentityIds.path(id));
        if (token.policy() == null) {
            checkSignature(token, identity);
        } else {
            checkPolicy(token, token.policy(), Permission.DEVICE_CONNECT);
        }
    }

    /**
     * Checks that a certificate, whose private key TLS has verified, authorizes a device or module.
     *
     * @throws HubException with {@link HubError#IOT_HUB_UNAUTHORIZED} when it does not
     */
    public void authorizeDevice(CertificateChain chain, String id) {
        Authentication authentication = enabled(id).authentication();
        if (!chain.isValidAt(clock.instant())) {
            throw unauthorized("The certificate of '" + id + "' is not valid now");
        }
        if (authentication instanceof Authentication.SelfSigned selfSigned) {
            if (!selfSigned.thumbprints().match(chain.leaf())) {
                throw unauthorized("The certificate's thumbprint is none of '" + id + "'");
            }
        } else if (authentication instanceof Authentication.CaSigned) {
            checkSigned(chain, id);
        } else {
            throw unauthorized("'" + id + "' connects with a token, not with a certificate");
        }
    }

    private void checkSignature(SasToken token, DeviceIdentity identity) {
        DeviceIdentity device = registry.get(identity.deviceId());
        boolean hasKeys = hasKeys(identity);
        if (!hasKeys && !hasKeys(device)) {
            throw unauthorized("'" + identity.id() + "' connects with a certificate, not with a token of its own");
        }
        boolean signed = (hasKeys && identity.keys().signed(token))
                || (hasKeys(device) && device.keys().signed(token));
        if (!signed) {
            throw unauthorized("The token is not signed with a key of '" + identity.id() + "'");
        }
    }

    private static boolean hasKeys(DeviceIdentity identity) {
        return identity.authentication() instanceof Authentication.Keys;
    }

    private void checkSigned(CertificateChain chain, String id) {
        String name = chain.commonName().orElse("");
        if (!name.equals(id)) {
            throw unauthorized("The certificate is for '" + name + "', not for '" + id + "'");
        }
        if (!authorities.trusts(chain)) {
            throw unauthorized("No authority that the hub trusts has signed the certificate of '" + id + "'");
        }
    }

    private DeviceIdentity enabled(String id) {
        DeviceIdentity identity = registry.find(id).orElseThrow(() -> unauthorized("No device or module '" + id + "'"));
        if (!registry.get(identity.deviceId()).enabled()) {
            throw unauthorized("Device '" + identity.deviceId() + "' is disabled");
        }
        return identity;
    }

    /**
     * Checks a token that is put on a connection before its use is known.
     *
     * @throws HubException as for {@link #authorizeService}
     */
    public void authenticate(SasToken token) {
        if (token.policy() == null) {
            authorizeDevice(
                    token,
                    token.identity().orElseThrow(() -> unauthorized("The token names neither a device nor a policy")));
        } else {
            checkValidity(token, token.path());
            checkSignature(token, policy(token.policy()).keys(), "policy '" + token.policy() + "'");
        }
    }

    /**
     * Checks that a token grants a back end a permission.
     *
     * @param path the resource below the host, such as {@code twins, d1}
     * @throws HubException with {@link HubError#IOT_HUB_UNAUTHORIZED} when the token is not valid, and with
     *     {@link HubError#IOT_HUB_UNAUTHORIZED_ACCESS} when its policy does not allow this
     */
    public void authorizeService(SasToken token, Permission permission, List<String> path) {
        checkValidity(token, path);
        if (token.policy() == null) {
            throw unauthorized("The token names no policy: 'skn' is missing");
        }
        checkPolicy(token, token.policy(), permission);
    }

    private void checkValidity(SasToken token, List<String> path) {
        if (!token.expiry().isAfter(clock.instant())) {
            throw unauthorized("The token expired at " + token.expiry());
        }
        if (!token.covers(hostName, path)) {
            throw unauthorized(
                    "The token is for " + token.rawResource() + ", not for " + hostName + "/" + String.join("/", path));
        }
    }

    private void checkPolicy(SasToken token, String name, Permission permission) {
        AccessPolicy policy = policy(name);
        checkSignature(token, policy.keys(), "policy '" + name + "'");
        if (!policy.allows(permission)) {
            throw new HubException(
                    HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "Policy '" + name + "' does not allow " + permission + ".");
        }
    }

    private static void checkSignature(SasToken token, SymmetricKeys keys, String owner) {
        if (!keys.signed(token)) {
            throw unauthorized("The token is not signed with a key of " + owner);
        }
    }

    private static SymmetricKeys keysIn(ObjectNode document) {
        return new SymmetricKeys(
                document.required("primaryKey").textValue(),
                document.required("secondaryKey").textValue());
    }

    private static SymmetricKeys newKeys(String name, StateStore store, HubRandom random) {
        SymmetricKeys keys = new SymmetricKeys(random.key(), random.key());
        save(name, keys, store);
        return keys;
    }

    private static void save(String name, SymmetricKeys keys, StateStore store) {
        ObjectNode document = Json.object().put("primaryKey", keys.primary()).put("secondaryKey", keys.secondary());
        store.save(Shelf.POLICIES, name, document);
    }

    private static HubException unauthorized(String why) {
        return new HubException(HubError.IOT_HUB_UNAUTHORIZED, why + ".");
    }
}
