package com.example.fan;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Answers one call, then ends. */
public final class Main {
    record Speed(int rpm) {}

    static final class Fan {
        final CountDownLatch called = new CountDownLatch(1);

        @DirectMethod
        Speed setSpeed(Speed speed) {
            called.countDown();
            return new Speed(speed.rpm() + 1);
        }
    }

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (!Main.class.getModule().isNamed() || !DeviceAgent.class.getModule().isNamed()) {
            throw new IllegalStateException("This is the class path, and the test is about modules.");
        }
        Fan fan = new Fan();
        try (DeviceAgent agent = AgentBuilder.forConnectionString(arguments[0])
                .sslContext(trusting(Path.of(arguments[1])))
                .transport(Transport.valueOf(arguments[2]))
                .handlers(fan)
                .build()) {
            agent.start(Duration.ofMinutes(1));
            System.out.println("connected");
            fan.called.await(1, TimeUnit.MINUTES);
        }
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(authority)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
            store.setCertificateEntry("hub", certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
