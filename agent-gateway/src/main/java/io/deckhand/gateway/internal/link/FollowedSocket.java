package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.SendBuffer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * A socket that notes the {@link Progress} of the bytes that leave. Netty tells nobody that a part of a buffer has left, so
 * this stands around the function that writes to the socket.
 */
final class FollowedSocket extends NioSocketChannel {
    private final Progress progress;
    private final SendBuffer sendBuffer;
    private boolean isWaiting;
    private long waitsSince;

    FollowedSocket(Progress progress) {
        this.progress = progress;
        this.sendBuffer = SendBuffer.of(size -> config().setSendBufferSize(size), progress);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        long before = pending(out);
        super.doWrite(out);
        long left = before - pending(out);
        if (left > 0) {
            if (isWaiting) {
                progress.left(waitsSince);
            }
            sendBuffer.accepted((int) Math.min(left, Integer.MAX_VALUE));
        }
        if (left > 0 || !isWaiting) {
            isWaiting = !out.isEmpty();
            waitsSince = isWaiting ? System.nanoTime() : 0;
        }
    }

    private static long pending(ChannelOutboundBuffer out) {
        return out.totalPendingWriteBytes() - out.currentProgress();
    }
}
