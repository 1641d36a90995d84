package io.deckhand.core.internal.link.socket;

import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.SendBuffer;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The two streams of a connection; its input must not end before the first byte was written.
 *
 * <p>Paho starts a thread for reading and one for writing, and checks every 100 ms whether they run. If one has ended
 * before the check (because the hub closed the connection right after the handshake, as behind a load balancer), Paho
 * waits for it without end: the connecting thread is lost, one with each such attempt. So the end of the input is held
 * back until Paho has written, which it does once all its threads run.
 *
 * <p>With TLS 1.3 a hub checks the device's certificate after the client has finished its part of the handshake, so the
 * alert and the following reset coincide with the first write. That write then fails with the alert as its cause, since
 * the reset alone does not show the reason.
 *
 * <p>Both note the {@link Progress} of the connection.
 */
final class PatientStreams {
    /** Paho writes within 300 ms; this limit only prevents an endless wait. */
    private static final long LIMIT_SECONDS = 3;

    /** The alert arrived before the reset that failed the write, but the reading thread may be slower. */
    private static final long READER_MILLIS = 500;

    /** Written at once at most: so it shows when bytes leave. */
    private static final int CHUNK = 4096;

    private final SendBuffer sendBuffer;
    private final Progress progress;
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch readEnded = new CountDownLatch(1);
    private volatile @Nullable IOException readFailure;
    private volatile boolean isWriting;

    PatientStreams(SendBuffer sendBuffer, Progress progress) {
        this.sendBuffer = sendBuffer;
        this.progress = progress;
    }

    InputStream input(InputStream in) {
        return new PatientInput(in);
    }

    OutputStream output(OutputStream out) {
        return new NotingOutput(out);
    }

    /** {@return whether a write has not ended} */
    boolean isWriting() {
        return isWriting;
    }

    private void awaitFirstWrite() {
        try {
            if (!written.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                written.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class PatientInput extends FilterInputStream {
        PatientInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                int read = super.read();
                if (read < 0) {
                    awaitFirstWrite();
                } else {
                    progress.arrived(false);
                }
                return read;
            } catch (IOException e) {
                throw heldBack(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = super.read(bytes, offset, length);
                if (read < 0) {
                    awaitFirstWrite();
                } else {
                    progress.arrived(read < length); // Paho never asks for more than the rest of a packet
                }
                return read;
            } catch (IOException e) {
                throw heldBack(e);
            }
        }

        @Override
        public int available() throws IOException {
            try {
                return super.available();
            } catch (IOException e) {
                throw heldBack(e);
            }
        }

        private IOException heldBack(IOException e) {
            if (!(e instanceof SocketTimeoutException)) {
                readFailure = e;
                readEnded.countDown();
                awaitFirstWrite();
            }
            return e;
        }
    }

    /** {@return a failure of the first write or before it, with the failure to read that explains it, if there is one} */
    IOException explained(IOException failure) {
        try {
            if (readEnded.await(READER_MILLIS, TimeUnit.MILLISECONDS) && failure.getCause() == null) {
                failure.initCause(readFailure);
            }
        } catch (IllegalStateException hasNone) {
            // It was made without a cause on purpose.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private final class NotingOutput extends FilterOutputStream {
        private boolean isFirst = true;

        NotingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written.countDown();
            for (int done = 0; done < length; done += CHUNK) {
                writeChunk(bytes, offset + done, Math.min(CHUNK, length - done));
            }
        }

        private void writeChunk(byte[] bytes, int offset, int length) throws IOException {
            long begun = System.nanoTime();
            isWriting = true;
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw isFirst ? explained(e) : e;
            } finally {
                isWriting = false;
            }
            progress.left(begun);
            sendBuffer.accepted(length);
            isFirst = false;
        }
    }
}
