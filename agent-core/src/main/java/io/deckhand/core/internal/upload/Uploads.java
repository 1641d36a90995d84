package io.deckhand.core.internal.upload;

import static java.util.Objects.requireNonNull;

import io.deckhand.AgentException;
import io.deckhand.FileUpload;
import io.deckhand.UploadOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The uploads of one agent, a limited number at a time. They have their own threads, which end when idle: each blocks
 * as long as its upload takes, and a gateway has only a few threads for connecting.
 */
public final class Uploads {
    /** How many uploads run at a time, so that one that takes hours does not delay others. The hub's limit is ten. */
    private static final int AT_ONCE = 3;

    private static final int LONGEST_NAME = 1024;
    private static final long IDLE_SECONDS = 10;

    private final Means means;
    private @Nullable Set<UploadRun> runs; // made by the first: most agents have none
    private @Nullable ThreadPoolExecutor threads;
    private boolean closed;

    public Uploads(Means means) {
        this.means = means;
    }

    /** Uploads, and waits. */
    public FileUpload upload(String name, Content content, UploadOptions options) {
        UploadRun run = run(name, content, options);
        try {
            return run.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            AgentException interrupted = new AgentException("Uploading was interrupted.", e);
            run.end(interrupted);
            throw interrupted;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AgentException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Uploads without waiting. */
    public CompletionStage<FileUpload> begin(String name, Content content, UploadOptions options) {
        return run(name, content, options).minimalCompletionStage();
    }

    private UploadRun run(String name, Content content, UploadOptions options) {
        checkName(requireNonNull(name, "name"));
        UploadRun run = new UploadRun(means, name, content, requireNonNull(options, "options"));
        synchronized (means) {
            if (closed) {
                throw new AgentException("The agent of '" + means.deviceId() + "' is closed. Build a new one.");
            }
            if (runs == null) {
                runs = new LinkedHashSet<>();
            }
            runs.add(run);
            threads().execute(run);
        }
        run.whenComplete((upload, failure) -> forget(run));
        return run;
    }

    private void checkName(String name) {
        int most = LONGEST_NAME - means.deviceId().length() - 1;
        if (name.isBlank() || name.length() > most || name.endsWith("/") || name.startsWith("/")) {
            throw new IllegalArgumentException("The name '" + name + "' is not a blob name. It must have 1 to " + most
                    + " characters, with '/' only between others.");
        }
    }

    private void forget(UploadRun run) {
        synchronized (means) {
            if (runs != null) {
                runs.remove(run);
            }
            if (threads != null) {
                threads.remove(run); // if it ended before its turn
            }
        }
    }

    private ThreadPoolExecutor threads() {
        if (threads == null) {
            AtomicInteger number = new AtomicInteger();
            threads = new ThreadPoolExecutor(
                    AT_ONCE, AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                        Thread thread = new Thread(
                                task, "deckhand-" + means.deviceId() + "-upload-" + number.incrementAndGet());
                        thread.setDaemon(true);
                        return thread;
                    });
            threads.allowCoreThreadTimeOut(true);
        }
        return threads;
    }

    /** The agent is connected: uploads that wait for the network try again at once. */
    public void connected() {
        for (UploadRun run : all()) {
            run.wake();
        }
    }

    private List<UploadRun> all() {
        synchronized (means) {
            return runs == null ? List.of() : List.copyOf(runs);
        }
    }

    /** Ends all uploads and accepts no more. */
    public void close() {
        synchronized (means) {
            closed = true;
            if (threads != null) {
                threads.shutdown();
            }
        }
        all().forEach(run -> run.end(new AgentException(
                "The agent of '" + means.deviceId() + "' was closed before the upload was complete.")));
    }
}
