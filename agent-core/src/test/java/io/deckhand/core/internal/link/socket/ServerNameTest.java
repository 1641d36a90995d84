package io.deckhand.core.internal.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** The first message of a TLS handshake, which is sent in the clear, names the server. */
class ServerNameTest {
    private static String firstMessage(String serverName) throws Exception {
        SSLContext context = new RecordedSockets(1_000).recording(SSLContext.getDefault(), serverName);
        SSLEngine engine = context.createSSLEngine(); // as Proton makes it
        engine.setUseClientMode(true);
        ByteBuffer sent = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), sent);
        return new String(sent.array(), 0, sent.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void anEngineNamesTheHubAndNoAddress() throws Exception {
        assertThat(firstMessage("myhub.azure-devices.net")).contains("myhub.azure-devices.net");
        assertThat(firstMessage("127.0.0.1")).isNotEmpty().doesNotContain("127.0.0.1");
        assertThat(firstMessage("my_hub.local")).isNotEmpty();
    }
}
