package io.deckhand.core.internal.edge;

import io.deckhand.core.internal.identity.Identity;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The environment that IoT Edge gives to a module.
 *
 * @param generation changes when a module of this name is created again; part of the name of its key
 * @param workload where the workload API listens: {@code unix:///path} or {@code http://host:port}
 */
public record EdgeEnvironment(Identity identity, String generation, URI workload, String apiVersion) {
    private static final String HUB = "IOTEDGE_IOTHUBHOSTNAME";
    private static final String GATEWAY = "IOTEDGE_GATEWAYHOSTNAME";
    private static final String DEVICE = "IOTEDGE_DEVICEID";
    private static final String MODULE = "IOTEDGE_MODULEID";
    private static final String GENERATION = "IOTEDGE_MODULEGENERATIONID";
    private static final String WORKLOAD = "IOTEDGE_WORKLOADURI";
    private static final String SCHEME = "IOTEDGE_AUTHSCHEME";
    private static final String VERSION = "IOTEDGE_APIVERSION";
    private static final List<String> REQUIRED = List.of(HUB, GATEWAY, DEVICE, MODULE, GENERATION, WORKLOAD);
    private static final String LEAST_VERSION = "2018-06-28";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if a variable is missing, or has a value that cannot be used
     */
    public static EdgeEnvironment of(Map<String, String> environment) {
        List<String> missing = REQUIRED.stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("This process is not a module of IoT Edge: " + String.join(", ", missing)
                    + (missing.size() == 1 ? " is" : " are") + " not set. IoT Edge sets them in a module's container; "
                    + "elsewhere, set EdgeHubConnectionString to the module's connection string.");
        }
        String scheme = environment.getOrDefault(SCHEME, "sasToken");
        if (!scheme.equalsIgnoreCase("sasToken")) {
            throw new IllegalArgumentException(SCHEME + " is '" + scheme + "'. The agent supports sasToken.");
        }
        String version = environment.getOrDefault(VERSION, "");
        return new EdgeEnvironment(
                new Identity(
                        environment.getOrDefault(HUB, ""),
                        environment.getOrDefault(GATEWAY, ""),
                        environment.getOrDefault(DEVICE, ""),
                        environment.getOrDefault(MODULE, "")),
                environment.getOrDefault(GENERATION, ""),
                workload(environment.getOrDefault(WORKLOAD, "")),
                version.isBlank() ? LEAST_VERSION : version);
    }

    private static URI workload(String text) {
        try {
            URI uri = URI.create(text);
            boolean unix = "unix".equals(uri.getScheme())
                    && uri.getPath() != null
                    && !uri.getPath().isEmpty();
            boolean http = "http".equals(uri.getScheme()) && uri.getHost() != null;
            if (unix || http) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // as below
        }
        throw new IllegalArgumentException(
                WORKLOAD + " is '" + text + "'. It has to be unix:///path/to/socket or http://host:port.");
    }
}
