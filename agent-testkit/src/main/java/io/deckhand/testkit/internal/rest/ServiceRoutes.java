package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.hub.HubCore;

/** All operations of the service API. */
public final class ServiceRoutes {
    private ServiceRoutes() {}

    /** {@return what answers calls of the service API of a hub} */
    public static RestDispatcher dispatcher(HubCore hub) {
        RouteTable routes = new RouteTable();
        new DeviceRoutes(hub).addTo(routes);
        new ModuleRoutes(hub).addTo(routes);
        new TwinRoutes(hub).addTo(routes);
        new MethodRoutes(hub).addTo(routes);
        new QueryRoutes(hub).addTo(routes);
        new BulkRoutes(hub).addTo(routes);
        new ConfigurationRoutes(hub).addTo(routes);
        new JobRoutes(hub).addTo(routes);
        new DigitalTwinRoutes(hub).addTo(routes);
        new FaultRoutes(hub).addTo(routes);
        new AuthorityRoutes(hub).addTo(routes);
        new EnrollmentRoutes(hub).addTo(routes);
        new TelemetryRoutes(hub).addTo(routes);
        new MessageRoutes(hub).addTo(routes);
        new ThrottleRoutes(hub).addTo(routes);
        new JournalRoutes(hub).addTo(routes);
        return new RestDispatcher(routes, hub);
    }
}
