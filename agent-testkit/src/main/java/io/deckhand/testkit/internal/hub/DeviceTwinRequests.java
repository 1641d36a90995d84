package io.deckhand.testkit.internal.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.throttle.ThrottledOperation;
import io.deckhand.testkit.internal.throttle.Throttles;
import io.deckhand.testkit.internal.tier.Feature;
import io.deckhand.testkit.internal.tier.TierRules;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Serves devices' requests for their twins, for all device protocols, subject to faults, throttles and the tier. */
public final class DeviceTwinRequests {
    private final HubSettings settings;
    private final DeviceTwins twins;
    private final FaultSwitches faults;
    private final Throttles throttles;
    private final TierRules tier;

    DeviceTwinRequests(
            HubSettings settings, DeviceTwins twins, FaultSwitches faults, Throttles throttles, TierRules tier) {
        this.settings = settings;
        this.twins = twins;
        this.faults = faults;
        this.throttles = throttles;
        this.tier = tier;
    }

    /**
     * {@return the desired and reported properties as JSON}
     *
     * @throws HubException when a fault or a throttle refuses the request, or the device does not exist
     */
    public byte[] read(String deviceId) {
        admit(deviceId, ThrottledOperation.TWIN_READ, 0);
        DeviceTwin twin = twins.get(deviceId);
        ObjectNode body = Json.object();
        body.set("desired", twin.desired());
        body.set("reported", twin.reported());
        return Json.bytes(body);
    }

    /**
     * Merges a patch into the reported properties.
     *
     * @param patch a JSON object
     * @param expected the version that the twin must have, empty for any
     * @return the new version of the reported properties
     * @throws HubException when a fault or a throttle refuses the request, or the patch is not valid
     */
    public long report(String deviceId, byte[] patch, OptionalLong expected) {
        admit(deviceId, ThrottledOperation.TWIN_UPDATE, patch.length);
        return twins.patchReported(deviceId, Json.parseObject(new String(patch, StandardCharsets.UTF_8)), expected);
    }

    /**
     * {@return the body of the answer to a refused request}
     *
     * <p>It is always a JSON object: the Java SDK never completes a request that failed with an empty body, and the Node SDK
     * finds the error only in the body.
     */
    public byte[] errorBody(HubException refusal) {
        return Json.bytes(Json.object()
                .put("errorCode", refusal.error().code())
                .put("trackingId", settings.random().id())
                .put("message", refusal.getMessage())
                .put("timestampUtc", HubTime.text(settings.clock().instant())));
    }

    private void admit(String deviceId, ThrottledOperation operation, int size) {
        tier.require(Feature.TWINS);
        faults.checkRequest(deviceId);
        throttles.pass(operation);
        tier.count(size);
    }
}
