package com.example;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

// region resource
/** A local hub, to which the application connects in tests, and its device. */
public class LocalHubResource implements QuarkusTestResourceLifecycleManager {
    private LocalHub hub;
    private HubDevice device;

    @Override
    public Map<String, String> start() {
        hub = LocalHub.start();
        device = hub.createDevice("fan");
        return Map.of(
                "deckhand.connection-string", device.connectionString(),
                "deckhand.trusted-certificates", hub.caCertificate().toString());
    }

    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(hub, new TestInjector.MatchesType(LocalHub.class));
        tests.injectIntoFields(device, new TestInjector.MatchesType(HubDevice.class));
    }

    @Override
    public void stop() {
        hub.close();
    }
}
// endregion
