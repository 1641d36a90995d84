package io.deckhand.testkit.internal.blob;

import io.deckhand.testkit.internal.PercentEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A storage account outside the hub, such as that of Azurite, whose container devices upload files to. */
public final class StorageAccount implements UploadStorage {
    private static final Logger log = LoggerFactory.getLogger(StorageAccount.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration ACCESS = Duration.ofMinutes(5);
    private static final int CREATED = 201;
    private static final int EXISTS = 409;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final URI endpoint;
    private final SharedAccess access;
    private final HttpClient client;
    private final Clock clock;

    private StorageAccount(URI endpoint, SharedAccess access, HttpClient client, Clock clock) {
        this.endpoint = endpoint;
        this.access = access;
        this.client = client;
        this.clock = clock;
    }

    /**
     * {@return the account of a connection string}
     *
     * @param trust the authorities whose certificates the hub accepts, null for those of the JVM
     * @throws IllegalArgumentException when the connection string is not valid; its message has no key
     */
    public static StorageAccount of(String connectionString, @Nullable SSLContext trust, Clock clock) {
        Map<String, String> parts = new HashMap<>();
        for (String part : connectionString.strip().split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        String account = required(parts, "AccountName");
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if (trust != null) {
            client.sslContext(trust);
        }
        return new StorageAccount(
                endpoint(parts, account), new SharedAccess(account, key(parts)), client.build(), clock);
    }

    private static URI endpoint(Map<String, String> parts, String account) {
        String given = parts.getOrDefault(
                "BlobEndpoint",
                "https://" + account + ".blob." + parts.getOrDefault("EndpointSuffix", "core.windows.net"));
        if (!given.startsWith("https://")) {
            throw new IllegalArgumentException("The storage's BlobEndpoint is " + given
                    + "; devices upload over https:// only. Start Azurite with --cert and --key.");
        }
        return URI.create(given.replaceAll("/$", ""));
    }

    private static byte[] key(Map<String, String> parts) {
        try {
            return Base64.getDecoder().decode(required(parts, "AccountKey"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The storage's connection string needs AccountKey, in Base64.", e);
        }
    }

    private static String required(Map<String, String> parts, String name) {
        String value = parts.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The storage's connection string needs " + name + ".");
        }
        return value;
    }

    /** Creates the container if it does not exist. */
    @Override
    public void prepare() {
        URI container = URI.create(endpoint + "/" + BlobContainers.UPLOADS + ownAccess() + "&restype=container");
        HttpRequest request = request(container).PUT(BodyPublishers.noBody()).build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != CREATED && status != EXISTS) {
                throw new IOException("it answered " + status + " when the container was to be created");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted while waiting for the storage.", e));
        } catch (IOException e) {
            throw new UncheckedIOException("The storage at " + endpoint + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public String host(int httpsPort) {
        return endpoint.getRawAuthority() + endpoint.getRawPath();
    }

    @Override
    public String sasToken(String blob, Instant until) {
        return access.ofBlob(BlobContainers.UPLOADS, blob, until);
    }

    @Override
    public CompletableFuture<Optional<Stored>> find(String blob) {
        String path =
                Arrays.stream(blob.split("/", -1)).map(PercentEncoding::encode).collect(Collectors.joining("/"));
        URI uri = URI.create(endpoint + "/" + BlobContainers.UPLOADS + "/" + path + ownAccess());
        HttpRequest request =
                request(uri).method("HEAD", BodyPublishers.noBody()).build();
        return client.sendAsync(request, BodyHandlers.discarding())
                .thenApply(StorageAccount::stored)
                .exceptionally(failure -> {
                    log.warn("The storage at {} does not tell about an uploaded file", endpoint, failure);
                    return Optional.empty();
                });
    }

    private static Optional<Stored> stored(HttpResponse<Void> answer) {
        if (answer.statusCode() != OK) {
            if (answer.statusCode() != NOT_FOUND) {
                log.warn("The storage answered {} when asked for an uploaded file", answer.statusCode());
            }
            return Optional.empty();
        }
        Instant changed = answer.headers()
                .firstValue("Last-Modified")
                .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .orElse(Instant.EPOCH);
        return Optional.of(
                new Stored(answer.headers().firstValueAsLong("Content-Length").orElse(0), changed));
    }

    private String ownAccess() {
        return access.ofAccount(clock.instant().plus(ACCESS));
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("x-ms-version", "2021-08-06");
    }
}
