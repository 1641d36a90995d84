package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubTier;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.AccessControl;
import io.deckhand.testkit.internal.identity.Pem;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses the document of a seed file, and collects all errors in it. */
final class SeedReader {
    private static final Set<String> TOP = Set.of(
            "policies",
            "authorities",
            "devices",
            "enrollments",
            "throttles",
            "tier",
            "faults",
            "routes",
            "fallbackRoute",
            "enrichments");
    private static final Set<String> POLICIES = Set.of(
            "iothubowner", "service", "device", "registryRead", "registryReadWrite", AccessControl.PROVISIONING_OWNER);
    private static final Set<String> FAULT =
            Set.of("fault", "device", "code", "packet", "delayMillis", "after", "times", "probability", "seed");
    private static final String PEM_BEGINS = "-----BEGIN";

    private final @Nullable Path directory;
    private final List<String> problems;

    /** @param directory the directory of the files that the seed names */
    SeedReader(@Nullable Path directory, List<String> problems) {
        this.directory = directory;
        this.problems = problems;
    }

    Seed read(JsonNode document) {
        SeedEntry top = SeedEntry.of("", document, problems, TOP);
        return new Seed(
                policies(top),
                authorities(top),
                identities(top),
                enrollments(top),
                top.flag("throttles", false),
                faults(top),
                SeedRouting.read(top),
                tier(top));
    }

    private static @Nullable HubTier tier(SeedEntry top) {
        String name = top.text("tier");
        if (name == null) {
            return null;
        }
        for (HubTier tier : HubTier.values()) {
            if (tier.name().equalsIgnoreCase(name)) {
                return tier;
            }
        }
        top.wrong("has tier '" + name + "'. Known: "
                + Arrays.stream(HubTier.values()).map(HubTier::name).collect(Collectors.joining(", ")));
        return null;
    }

    private static Map<String, SymmetricKeys> policies(SeedEntry top) {
        SeedEntry policies = top.entry("policies", POLICIES);
        Map<String, SymmetricKeys> keys = new LinkedHashMap<>();
        for (String name : POLICIES) {
            if (policies.has(name)) {
                SeedEntry policy = policies.entry(name, SeedIdentities.KEYS);
                SymmetricKeys given = SeedIdentities.keys(policy);
                if (given == null) {
                    policy.wrong("needs primaryKey and secondaryKey");
                } else {
                    keys.put(name, given);
                }
            }
        }
        return keys;
    }

    private List<X509Certificate> authorities(SeedEntry top) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (JsonNode authority : top.list("authorities")) {
            String place = "authorities[" + certificates.size() + "]";
            try {
                certificates.add(Pem.certificate(pem(authority.asText())));
            } catch (IOException | HubException e) {
                problems.add(place + " must be a certificate in PEM, or the name of a file with one.");
            }
        }
        return certificates;
    }

    /** {@return the text itself, or the content of the file that it names} */
    private String pem(String text) throws IOException {
        if (text.contains(PEM_BEGINS)) {
            return text;
        }
        return Files.readString(directory == null ? Path.of(text) : directory.resolve(text));
    }

    private static List<Seed.Identity> identities(SeedEntry top) {
        List<Seed.Identity> identities = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (SeedEntry device : top.entries("devices", SeedIdentities.DEVICE)) {
            Seed.Identity identity = SeedIdentities.device(device);
            if (!ids.add(identity.deviceId())) {
                device.wrong("is the second '" + identity.deviceId() + "'");
            }
            identities.add(identity);
            for (SeedEntry module : device.entries("modules", SeedIdentities.MODULE)) {
                identities.add(SeedIdentities.module(identity.deviceId(), module));
            }
        }
        return identities;
    }

    private List<ObjectNode> enrollments(SeedEntry top) {
        List<ObjectNode> enrollments = new ArrayList<>();
        for (SeedEntry entry : top.entries("enrollments", SeedEnrollments.KNOWN)) {
            try {
                enrollments.add(SeedEnrollments.read(entry, this::pem));
            } catch (IOException e) {
                entry.wrong("names a certificate whose file cannot be read");
            }
        }
        return enrollments;
    }

    private List<ObjectNode> faults(SeedEntry top) {
        List<ObjectNode> faults = new ArrayList<>();
        for (JsonNode fault : top.list("faults")) {
            SeedEntry.of("faults[" + faults.size() + "]", fault, problems, FAULT)
                    .required("fault");
            if (fault instanceof ObjectNode order) {
                faults.add(order);
            }
        }
        return faults;
    }
}
