package io.deckhand.bench.load;

import io.deckhand.bench.device.DeviceKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;

/** A JVM of bare MQTT clients. They trust any certificate, since only the hub is measured. */
public final class LoadProgram implements LoadCalls {
    private static final int CONNECTING_AT_ONCE = 64;
    private static final long PATIENCE_SECONDS = 120;
    private static final int MAX_PACKET = 300_000;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final LongAdder acknowledged = new LongAdder();
    private final List<BareDevice> devices = new ArrayList<>();

    @Override
    public double connect(String host, int port, List<String> connectionStrings) {
        try {
            SslContext tls = SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
            long start = System.nanoTime();
            Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
            List<CompletableFuture<BareDevice>> opening = new ArrayList<>();
            for (String connectionString : connectionStrings) {
                connecting.acquire();
                BareDevice device = new BareDevice(DeviceKey.of(connectionString), acknowledged);
                opening.add(device.connected().whenComplete((done, failure) -> connecting.release()));
                bootstrap(tls, host, port, device).connect(host, port);
            }
            for (CompletableFuture<BareDevice> device : opening) {
                devices.add(device.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return connectionStrings.size() / ((System.nanoTime() - start) / 1e9);
        } catch (SSLException | InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Not every device could connect", e);
        }
    }

    private Bootstrap bootstrap(SslContext tls, String host, int port, BareDevice device) {
        return new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc(), host, port))
                                .addLast(MqttEncoder.INSTANCE, new MqttDecoder(MAX_PACKET), device);
                    }
                });
    }

    @Override
    public double publish(Duration time, int underWay, int bytes) {
        byte[] payload = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
        long before = acknowledged.sum();
        long start = System.nanoTime();
        devices.forEach(device -> device.publish(payload, underWay, start + time.toNanos()));
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return (acknowledged.sum() - before) / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void disconnect() {
        devices.forEach(BareDevice::close);
        devices.clear();
    }
}
