package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.transfer.IdentityChanges;

/** All operations of the service API. */
public final class ServiceRoutes {
    private ServiceRoutes() {}

    /** {@return the dispatcher of a hub's service API} */
    public static RestDispatcher dispatcher(HubCore hub) {
        RouteTable routes = new RouteTable();
        DeviceDocument documents = new DeviceDocument(hub.connections(), hub.cloudToDevice());
        new DeviceRoutes(hub.registry(), hub.connections(), hub.cloudToDevice(), documents).addTo(routes);
        new ModuleRoutes(hub.registry(), documents).addTo(routes);
        new TwinRoutes(hub.twins(), hub.twinDocuments()).addTo(routes);
        new MethodRoutes(hub.methods()).addTo(routes);
        new QueryRoutes(hub.queries()).addTo(routes);
        new BulkRoutes(new IdentityChanges(hub.registry(), hub.twins())).addTo(routes);
        new ConfigurationRoutes(hub.configurations(), hub.registry(), hub.twins()).addTo(routes);
        new JobRoutes(hub.jobs()).addTo(routes);
        new TransferRoutes(hub.transfers()).addTo(routes);
        new ContainerRoutes(hub.blobs()).addTo(routes);
        new DigitalTwinRoutes(hub.twins(), hub.methods(), hub.settings().random()).addTo(routes);
        new FaultRoutes(hub.faultOrder()).addTo(routes);
        new AuthorityRoutes(hub.authorities()).addTo(routes);
        new ProvisioningServiceRoutes(hub.provisioning().service()).addTo(routes);
        new EnrollmentRoutes(hub.provisioning().enrollments(), hub.settings().random()).addTo(routes);
        new TelemetryRoutes(hub.telemetry()).addTo(routes);
        new MessageRoutes(hub.cloudToDevice(), hub.tier(), hub.settings().random()).addTo(routes);
        new ThrottleRoutes(hub.throttles()).addTo(routes);
        new RoutingRoutes(hub.routing()).addTo(routes);
        new JournalRoutes(hub.journal()).addTo(routes);
        new ExportRoutes(hub).addTo(routes);
        return new RestDispatcher(routes, hub.access(), hub.faults(), hub.throttles(), hub.tier(), hub.journal());
    }
}
