package io.deckhand.testkit.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the page's server answers and refuses, said byte by byte: a browser would not send most of this. */
class WebServerTest {
    @AutoClose
    private final LocalHub hub = LocalHub.builder().httpsPort(0).web(0).start();

    private final URI link = hub.web().orElseThrow();
    private final String token = link.getQuery().substring("token=".length());

    @Test
    void withoutBeingAskedForThereIsNoPage() {
        try (LocalHub plain = LocalHub.builder().httpsPort(0).start()) {
            assertThat(plain.web()).isEmpty();
        }
    }

    @Test
    void itListensOnALoopbackAddressAndItsLinkHasAToken() throws Exception {
        assertThat(InetAddress.getByName(link.getHost()).isLoopbackAddress()).isTrue();
        assertThat(token).hasSizeGreaterThanOrEqualTo(32);
        assertThat(status(get("/?token=" + token))).isEqualTo(200);
    }

    @Test
    void withoutTheTokenNothingOfTheHubIsShown() throws Exception {
        for (String path :
                List.of("/", "/?token=", "/?token=wrong", "/api/events", "/api/service/devices", "/nothing")) {
            assertThat(status(get(path))).as(path).isEqualTo(401);
        }
        assertThat(status(get("/api/service/devices", "Authorization: Bearer wrong")))
                .isEqualTo(401);
        assertThat(status(get("/api/service/devices", "Authorization: Bearer " + token)))
                .isEqualTo(200);
    }

    @Test
    void whoCallsItByAnotherNameOrComesFromAnotherSiteIsRefused() throws Exception {
        String page = "/?token=" + token;
        assertThat(status(ask("GET", page, "Host: rebound.example"))).isEqualTo(403);
        assertThat(status(get(page, "Origin: http://evil.example"))).isEqualTo(403);
        assertThat(status(get(page, "Origin: null"))).isEqualTo(403);
        assertThat(status(get("/api/service/devices", "Sec-Fetch-Site: cross-site", "Authorization: Bearer " + token)))
                .isEqualTo(403);
        assertThat(status(get("/assets/app.js", "Sec-Fetch-Site: cross-site"))).isEqualTo(403);
        assertThat(status(get(page, "Origin: http://" + link.getAuthority(), "Sec-Fetch-Site: same-origin")))
                .isEqualTo(200);
        assertThat(status(get(page, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")))
                .as("a click on the link, wherever it stood")
                .isEqualTo(200);
    }

    @Test
    void aBrowserIsForbiddenToLoadAnythingFromElsewhere() throws Exception {
        assertThat(get("/?token=" + token))
                .contains("content-security-policy: default-src 'none'; script-src 'self' 'sha256-")
                .contains("frame-ancestors 'none'")
                .contains("Referrer-Policy: no-referrer")
                .doesNotContain("Access-Control-Allow-Origin");
        assertThat(get("/?token=" + token)).doesNotContain("http://", "https://");
    }

    @Test
    void onlyThePagesOwnFilesAreServed() throws Exception {
        assertThat(get("/assets/vendor/preact.mjs")).contains("content-type: text/javascript");
        assertThat(get("/assets/style.css")).contains("content-type: text/css");
        for (String name : List.of("../WebServer.class", "WebServer.class", "vendor/../index.htm", "%2e%2e/x.js", "")) {
            assertThat(status(get("/assets/" + name))).as(name).isEqualTo(404);
        }
        assertThat(status(ask("POST", "/assets/app.js", host()))).isEqualTo(404);
        assertThat(status(ask("DELETE", "/?token=" + token, host()))).isEqualTo(405);
    }

    @Test
    void itCallsTheServiceApiAlsoWhileTheHubRefusesEverybody() throws Exception {
        hub.createDevice("fan");
        hub.faults().throttle();

        assertThat(get("/api/service/twins/fan", "Authorization: Bearer " + token))
                .contains("\"deviceId\":\"fan\"");
        assertThat(get("/api/service/twins/nobody", "Authorization: Bearer " + token))
                .contains(" 404 ");
        assertThat(get("/api/service/%zz", "Authorization: Bearer " + token)).contains(" 400 ");
    }

    @Test
    void nonsenseEndsTheConnectionAndNothingElse() throws Exception {
        assertThat(send("nonsense\r\n\r\n")).contains(" 400 ");
        assertThat(status(get("/?token=" + token))).isEqualTo(200);
    }

    private String host() {
        return "Host: " + link.getAuthority();
    }

    private String get(String target, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(host());
        return ask("GET", target, all.toArray(String[]::new));
    }

    private String ask(String method, String target, String... headers) throws IOException {
        return send(method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                + "\r\nConnection: close\r\n\r\n");
    }

    private String send(String request) throws IOException {
        try (Socket socket = new Socket(link.getHost(), link.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int status(String response) {
        return Integer.parseInt(response.split(" ", 3)[1]);
    }
}
