package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.identity.SasToken;
import java.nio.charset.StandardCharsets;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.Transport;

/**
 * The SASL layer of a connection, which is optional for clients.
 *
 * <p>Clients authenticate by putting tokens; only PLAIN brings one along, as its password, or the key of a policy.
 */
final class SaslLayer implements SaslListener {
    private static final String PLAIN = "PLAIN";

    private final Grants grants;
    private boolean refused;

    private SaslLayer(Grants grants) {
        this.grants = grants;
    }

    static SaslLayer install(Transport transport, Grants grants) {
        Sasl sasl = transport.sasl();
        sasl.server();
        sasl.allowSkip(true);
        sasl.setMechanisms("ANONYMOUS", PLAIN, "EXTERNAL", "MSSBCBS");
        SaslLayer layer = new SaslLayer(grants);
        sasl.setListener(layer);
        return layer;
    }

    /** {@return whether the client was refused} */
    boolean refused() {
        return refused;
    }

    @Override
    public void onSaslInit(Sasl sasl, Transport transport) {
        byte[] response = new byte[Math.max(0, sasl.pending())];
        sasl.recv(response, 0, response.length);
        String[] chosen = sasl.getRemoteMechanisms();
        boolean plain = chosen.length > 0 && chosen[0].equals(PLAIN);
        refused = plain && !takePassword(response);
        sasl.done(refused ? Sasl.PN_SASL_AUTH : Sasl.PN_SASL_OK);
    }

    private boolean takePassword(byte[] response) {
        String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            if (!SasToken.isToken(parts[2])) {
                grants.putKey(policy(parts[1]), parts[2]);
            } else if (Applicant.namesService(parts[1].split("/", 2)[0])) {
                grants.toRegister(SasToken.parse(parts[2]));
            } else {
                grants.put(SasToken.parse(parts[2]));
            }
            return true;
        } catch (HubException e) {
            return false;
        }
    }

    /** Some clients write the hub behind the policy: {@code policy@sas.root.hub}. */
    private static String policy(String user) {
        int at = user.indexOf('@');
        return at < 0 ? user : user.substring(0, at);
    }

    @Override
    public void onSaslMechanisms(Sasl sasl, Transport transport) {
        // Only for clients.
    }

    @Override
    public void onSaslChallenge(Sasl sasl, Transport transport) {
        // Only for clients.
    }

    @Override
    public void onSaslResponse(Sasl sasl, Transport transport) {
        // No mechanism has a challenge.
    }

    @Override
    public void onSaslOutcome(Sasl sasl, Transport transport) {
        // Only for clients.
    }
}
