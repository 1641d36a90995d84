package io.deckhand.testkit.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A hub that stops leaves nobody waiting. */
class HubStopTest {
    private static final int ROUNDS = 15;
    private static final int PATIENCE_MILLIS = 15_000;

    /** One that was left open would be a device's whole TLS handshake limit, in vain. */
    @Test
    void connectionsThatArriveWhileItStopsAreEnded() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try (LocalHub hub = LocalHub.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                int port = hub.ports().mqtt();
                List<CompletableFuture<Boolean>> ended = new ArrayList<>();
                for (int client = 0; client < 3; client++) {
                    ended.add(CompletableFuture.supplyAsync(() -> endsUntilRefused(hub.hostName(), port), clients));
                }
                hub.stop();
                for (CompletableFuture<Boolean> all : ended) {
                    assertThat(all.get(60, TimeUnit.SECONDS))
                            .as("round %d: every connection was ended", round)
                            .isTrue();
                }
                hub.startAgain();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Connects until nobody listens. {@return whether every connection was ended by the hub} */
    private static boolean endsUntilRefused(String host, int port) {
        List<Socket> connected = new ArrayList<>();
        try {
            while (true) {
                connected.add(new Socket(host, port));
            }
        } catch (IOException refused) {
            return connected.stream().allMatch(HubStopTest::ends);
        }
    }

    private static boolean ends(Socket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(0); // one that the listener's queue had no room for hears of the end by its answer
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
