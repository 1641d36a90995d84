package io.deckhand.core.internal.dispatch;

import io.deckhand.DeviceAgent;
import io.deckhand.Disposition;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.PayloadException;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.link.HubEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes cloud-to-device messages from the link, one at a time, and settles each once its listener is done. */
public final class MessageDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MessageDispatcher.class);

    private final DeviceAgent agent;
    private final SerialLane lane;
    private final @Nullable Handler listener;

    public MessageDispatcher(DeviceAgent agent, AgentThreads threads, @Nullable Handler listener) {
        this.agent = agent;
        this.lane = threads.lane();
        this.listener = listener;
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.MessageArrival arrival) {
        lane.execute(() -> arrival.link().settle(arrival, disposition(arrival)));
    }

    private Disposition disposition(HubEvent.MessageArrival arrival) {
        String id = arrival.message().messageId();
        if (listener == null) {
            log.warn("{}: cloud-to-device message {} has no @CloudToDevice listener; rejected", agent.deviceId(), id);
            return Disposition.REJECT;
        }
        try {
            Object result = Results.await(listener.invoke(new Invocation.OfMessage(agent, arrival.message())));
            return result instanceof Disposition chosen ? chosen : Disposition.COMPLETE;
        } catch (PayloadException e) {
            log.warn(
                    "{}: cloud-to-device message {} does not bind to what {} takes; rejected: {}",
                    agent.deviceId(),
                    id,
                    listener,
                    e.getMessage());
        } catch (Exception e) {
            log.error("{}: {} failed on cloud-to-device message {}; rejected", agent.deviceId(), listener, id, e);
        }
        return Disposition.REJECT;
    }
}
