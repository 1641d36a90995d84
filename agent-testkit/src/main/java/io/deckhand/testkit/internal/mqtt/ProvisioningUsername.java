package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Applicant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The user name of a CONNECT to the provisioning service: {@code idScope/registrations/registrationId/api-version=…}. */
record ProvisioningUsername(String idScope, String registrationId, String apiVersion) {
    private static final int PARTS = 4;

    /** {@return the user name, or empty when it is for a hub} */
    static Optional<ProvisioningUsername> parse(@Nullable String text) {
        String[] parts = text == null ? new String[0] : text.split("/", PARTS);
        return parts.length == PARTS && parts[1].equals("registrations") && Applicant.namesService(parts[0])
                ? Optional.of(new ProvisioningUsername(parts[0], parts[2], apiVersion(parts[3])))
                : Optional.empty();
    }

    private static String apiVersion(String properties) {
        try {
            return PropertyBag.parse(properties).getOrDefault("api-version", "");
        } catch (HubException e) {
            return "";
        }
    }
}
