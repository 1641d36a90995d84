package io.deckhand.core.internal.upload;

import io.deckhand.AgentException;
import io.deckhand.FileUpload;
import io.deckhand.UploadOptions;
import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload: requests a place from the hub, writes all blocks, commits them, and notifies the hub. A failed step is
 * repeated; blocks that storage has are not sent again, even if a new place has to be requested. Runs on its own
 * thread.
 */
final class UploadRun extends CompletableFuture<FileUpload> implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(UploadRun.class);

    /** A place that fails twice in a row may have expired: a server may close the connection without saying so. */
    private static final int FAILURES_OF_PLACE = 2;

    private final Means means;
    private final String name;
    private final Content content;
    private final UploadOptions options;
    private final HubFiles hub;
    private final Attempts attempts;

    /** Abandoned places: each counts as an upload under way until the hub is notified. */
    private final List<Place> left = new ArrayList<>();

    private @Nullable Place place;
    private @Nullable HttpsCaller storage;
    private int failuresOfPlace;

    UploadRun(Means means, String name, Content content, UploadOptions options) {
        this.means = means;
        this.name = name;
        this.content = content;
        this.options = options;
        this.attempts = new Attempts(means, name, options.giveUpAfter());
        this.hub = new HubFiles(means.json(), this::caller);
    }

    @Override
    public void run() {
        attempts.begin();
        try {
            complete(upload());
        } catch (AgentException e) {
            log.warn("{}: {}", means.deviceId(), e.getMessage());
            giveBack();
            completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            completeExceptionally(new AgentException("The upload of '" + name + "' failed: " + e, e));
        } finally {
            attempts.over();
            dropStorage();
        }
    }

    /** Ends the upload; may be called from any thread. */
    void end(AgentException why) {
        completeExceptionally(why);
        attempts.end(why);
    }

    /** The network may be available again: starts the next attempt at once. */
    void wake() {
        attempts.wake();
    }

    private FileUpload upload() {
        try (InputStream in = content.open()) {
            OptionalLong size = content.size();
            Blocks blocks = new Blocks(in, size);
            while (blocks.next()) {
                attempts.persist(() -> store(at -> writer(at).putBlock(at, blocks)));
                tell(blocks.total(), size);
            }
            return finish(blocks);
        } catch (IOException e) {
            attempts.checkWanted();
            throw new AgentException("The content of '" + name + "' could not be read: " + e + ".", e);
        }
    }

    private FileUpload finish(Blocks blocks) {
        Blocks.Digests digests = blocks.digests();
        attempts.persist(() -> store(at -> writer(at).putBlockList(at, blocks, digests, options)));
        Place stored = needPlace();
        place = null; // the hub is notified of this one next, and only once
        new Notification(stored).send();
        return new FileUpload(stored.blobName(), blocks.total(), digests.sha256());
    }

    /** A step at the storage. */
    @FunctionalInterface
    private interface AtPlace {
        void run(Place at) throws IOException, CredentialException;
    }

    private void store(AtPlace step) throws IOException, CredentialException {
        if (place == null) {
            place = newPlace();
        }
        try {
            step.run(place);
            failuresOfPlace = 0;
        } catch (IOException | CredentialException e) {
            dropStorage();
            failuresOfPlace++;
            if (failuresOfPlace >= FAILURES_OF_PLACE || (e instanceof Refused refused && refused.isOfPlace())) {
                left.add(place);
                place = null;
                failuresOfPlace = 0;
            }
            throw e;
        }
    }

    private Place needPlace() {
        if (place == null) {
            throw new IllegalStateException("The place was set before");
        }
        return place;
    }

    private Place newPlace() throws IOException, CredentialException {
        Login login = means.account()
                .login()
                .orElseThrow(() -> new IOException("The provisioning service has not assigned a hub yet"));
        Place fresh = hub.begin(login, name);
        giveBackLeft();
        return fresh;
    }

    private BlobWriter writer(Place at) throws CredentialException {
        if (storage == null) {
            storage = caller(at.login().prove().context());
        }
        attempts.busyWith(storage);
        return new BlobWriter(storage);
    }

    private HttpsCaller caller(SSLContext context) {
        HttpsCaller made = new HttpsCaller(context, means.proxy(), Attempts.PATIENCE);
        attempts.busyWith(made);
        return made;
    }

    private void dropStorage() {
        if (storage != null) {
            storage.reset();
            storage = null;
        }
    }

    /** Notifies the hub that abandoned uploads have ended; it discards them after an hour by itself. */
    private void giveBack() {
        if (place != null) {
            left.add(place);
            place = null;
        }
        giveBackLeft();
    }

    private void giveBackLeft() {
        if (attempts.isEnded()) {
            return;
        }
        for (Place old : left) {
            try {
                hub.complete(old, false, "given up");
            } catch (IOException | CredentialException e) {
                log.debug("{}: the hub was not notified that an upload has ended: {}", means.deviceId(), e.toString());
            }
        }
        left.clear();
    }

    private void tell(long sent, OptionalLong total) {
        try {
            options.progress().uploaded(sent, total);
        } catch (RuntimeException | Error e) {
            log.error("{}: the progress listener of '{}' failed", means.deviceId(), name, e);
        }
    }

    /** Notifies the hub. If an answer was lost, the hub may already be notified, and refuses a second notification. */
    private final class Notification {
        private final Place stored;
        private boolean mayBeKnown;

        Notification(Place stored) {
            this.stored = stored;
        }

        void send() {
            attempts.persist(this::tryOnce);
        }

        private void tryOnce() throws IOException, CredentialException {
            try {
                hub.complete(stored, true, "");
            } catch (Refused e) {
                if (!mayBeKnown || e.isPassing() || e.status() == 401) {
                    throw e;
                }
            } catch (IOException e) {
                mayBeKnown = true;
                throw e;
            }
        }
    }
}
