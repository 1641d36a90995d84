package io.deckhand.testkit.internal.input;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The modules that listen to their inputs. Nothing is kept for one that does not. */
public final class ModuleInputs {
    private final IdentityRegistry registry;
    private final Map<String, InputMessage.Receiver> receivers = new ConcurrentHashMap<>();

    public ModuleInputs(IdentityRegistry registry) {
        this.registry = registry;
    }

    public void attach(String moduleId, InputMessage.Receiver receiver) {
        receivers.put(moduleId, receiver);
    }

    public void detach(String moduleId, InputMessage.Receiver receiver) {
        receivers.remove(moduleId, receiver);
    }

    /**
     * Sends a message to a module.
     *
     * @throws HubException when there is no such module (404001, 404010), or it does not listen (404103)
     */
    public void send(String moduleId, InputMessage message) {
        var unused = registry.get(moduleId);
        InputMessage.Receiver receiver = receivers.get(moduleId);
        if (receiver == null) {
            throw new HubException(
                    HubError.DEVICE_NOT_ONLINE, "Module '" + moduleId + "' does not listen to its inputs.");
        }
        receiver.deliver(message);
    }
}
