package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.store.Bytes;
import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the last assignment of one registration, so that a restarted device connects without registering. */
public final class StoredAssignments implements Assignments {
    private static final Logger log = LoggerFactory.getLogger(StoredAssignments.class);

    private final Store store;

    /** A separate name for each registration and id scope. */
    private final String name;

    public StoredAssignments(Store store, ServiceAddress address) {
        this.store = store;
        this.name = "assignment " + address.idScope() + "/" + address.registrationId();
    }

    @Override
    public Optional<Assigned> load() {
        try {
            return store.get(Kind.VALUE, name).map(StoredAssignments::read);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            log.warn("The stored assignment has another form; registering again", e);
            return Optional.empty();
        }
    }

    /** Called after every connection, mostly with the same assignment; only changes are written, to reduce wear. */
    @Override
    public void save(Assigned assigned) {
        byte[] value = write(assigned);
        if (!store.get(Kind.VALUE, name)
                .filter(kept -> Arrays.equals(kept, value))
                .isPresent()) {
            store.put(Kind.VALUE, name, value);
        }
    }

    private static byte[] write(Assigned assigned) {
        Bytes bytes = new Bytes(128).putText(assigned.hostName()).putText(assigned.deviceId());
        String payload = assigned.payload();
        return (payload == null ? bytes.put(0) : bytes.put(1).putText(payload)).toArray();
    }

    private static Assigned read(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        String hostName = Bytes.text(bytes);
        String deviceId = Bytes.text(bytes);
        @Nullable String payload = bytes.get() == 0 ? null : Bytes.text(bytes);
        return new Assigned(hostName, deviceId, payload);
    }
}
