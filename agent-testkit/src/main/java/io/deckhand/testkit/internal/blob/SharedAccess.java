package io.deckhand.testkit.internal.blob;

import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.Signatures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs shared access signatures with the key of a storage account, in the format of Azure Storage. */
final class SharedAccess {
    private static final String VERSION = "2021-08-06";

    private final String account;
    private final byte[] key;

    SharedAccess(String account, byte[] key) {
        this.account = account;
        this.key = key.clone();
    }

    /** {@return the query that allows reading and writing one blob until then} */
    String ofBlob(String container, String blob, Instant until) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("sv", VERSION);
        query.put("sr", "b");
        query.put("sp", "rw");
        query.put("se", text(until));
        // Permissions, start, expiry, resource, policy, address, protocol, version, kind, snapshot, encryption, five
        // headers.
        query.put(
                "sig",
                Signatures.sign(
                        key,
                        "rw",
                        "",
                        text(until),
                        "/blob/" + account + "/" + container + "/" + blob,
                        "",
                        "",
                        "",
                        VERSION,
                        "b",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        ""));
        return query(query);
    }

    /** {@return the query that allows creating containers and reading blobs of the account until then} */
    String ofAccount(Instant until) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("sv", VERSION);
        query.put("ss", "b");
        query.put("srt", "co");
        query.put("sp", "rc");
        query.put("se", text(until));
        // Account, permissions, services, types, start, expiry, address, protocol, version, encryption, and an end of
        // line.
        query.put("sig", Signatures.sign(key, account, "rc", "b", "co", "", text(until), "", "", VERSION, "", ""));
        return query(query);
    }

    private static String text(Instant until) {
        return until.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String query(Map<String, String> query) {
        return query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + PercentEncoding.encode(parameter.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }
}
