package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request of a device or module over HTTPS, parsed from method and path. */
sealed interface DeviceRequest {
    /** It sends telemetry. */
    record Send(String deviceId) implements DeviceRequest {}

    /** It polls for a cloud-to-device message. */
    record Receive(String deviceId) implements DeviceRequest {}

    /** It completes or rejects a message. */
    record Complete(String deviceId, String lock, boolean rejected) implements DeviceRequest {}

    /** It abandons a message. */
    record Abandon(String deviceId, String lock) implements DeviceRequest {}

    /** The requesting device or module. */
    String deviceId();

    /** It asks where to upload a file. */
    record BeginUpload(String deviceId) implements DeviceRequest {}

    /**
     * It reports the end of an upload.
     *
     * @param correlationId the id in the path, empty when the path has none
     */
    record EndUpload(String deviceId, String correlationId) implements DeviceRequest {}

    /** {@return the request, or empty when it is not a device's} */
    static Optional<DeviceRequest> of(FullHttpRequest http) {
        try {
            QueryStringDecoder target = new QueryStringDecoder(http.uri());
            List<String> segments = segments(target.rawPath());
            int files = segments.indexOf("files");
            if (files == 2 || files == 4) {
                return IdentityIds.atPath(segments.subList(0, files))
                        .filter(IdentityIds::isValid)
                        .flatMap(id -> upload(id, http.method(), segments.subList(files + 1, segments.size())));
            }
            int messages = segments.indexOf("messages");
            return IdentityIds.atPath(segments.subList(0, Math.max(0, messages)))
                    .filter(IdentityIds::isValid)
                    .flatMap(id -> of(id, http.method(), segments.subList(messages + 1, segments.size()), target));
        } catch (HubException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<DeviceRequest> of(
            String id, HttpMethod method, List<String> rest, QueryStringDecoder target) {
        String first = rest.isEmpty() ? "" : rest.get(0);
        if (rest.size() == 1 && first.equalsIgnoreCase("events") && method.equals(HttpMethod.POST)) {
            return Optional.of(new Send(id));
        }
        if (!first.equalsIgnoreCase("devicebound")) {
            return Optional.empty();
        }
        if (rest.size() == 1 && method.equals(HttpMethod.GET)) {
            return Optional.of(new Receive(id));
        }
        if (rest.size() == 2 && method.equals(HttpMethod.DELETE)) {
            return Optional.of(new Complete(id, rest.get(1), isRejection(target)));
        }
        return rest.size() == 3 && rest.get(2).equalsIgnoreCase("abandon") && method.equals(HttpMethod.POST)
                ? Optional.of(new Abandon(id, rest.get(1)))
                : Optional.empty();
    }

    /** Some clients repeat the correlation id in the path. */
    private static Optional<DeviceRequest> upload(String id, HttpMethod method, List<String> rest) {
        if (!method.equals(HttpMethod.POST)) {
            return Optional.empty();
        }
        if (rest.isEmpty()) {
            return Optional.of(new BeginUpload(id));
        }
        return rest.get(0).equalsIgnoreCase("notifications") && rest.size() <= 2
                ? Optional.of(new EndUpload(id, rest.size() == 2 ? rest.get(1) : ""))
                : Optional.empty();
    }

    /** The Java SDK encodes the question mark before the name too. */
    private static boolean isRejection(QueryStringDecoder target) {
        return target.parameters().keySet().stream().anyMatch(name -> name.equals("reject") || name.equals("?reject"));
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(PercentEncoding.decode(segment));
            }
        }
        return segments;
    }
}
