package io.deckhand;

import java.util.concurrent.CompletionStage;

/**
 * The outcome of a message or a reported property that the agent accepted. The stage itself completes when the hub has
 * acknowledged it, or with an {@link AgentException} when it is given up; {@link #kept()} completes when it is on disk.
 *
 * <pre>{@code
 * agent.sendAsync(alarm).kept().thenRun(led::on); // a power cut cannot take it any more
 * }</pre>
 *
 * @since 0.1
 */
public interface Receipt extends CompletionStage<Void> {
    /**
     * {@return completes when it is on disk, if the agent has a store: at the latest one commit window after it was
     * accepted, as long as the disk works} While the disk fails, it waits for the disk. Without a store, this completes
     * together with the stage itself.
     */
    CompletionStage<Void> kept();
}
