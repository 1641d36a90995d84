package io.deckhand.core.internal.upload;

import io.deckhand.ReconnectPolicy;
import io.deckhand.core.internal.identity.Account;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.threads.AgentThreads;
import org.jspecify.annotations.Nullable;

/**
 * The resources that all uploads of one agent share.
 *
 * @param pace decides how long to wait before a step is tried again
 */
public record Means(
        String deviceId,
        Account account,
        Json json,
        @Nullable HttpProxy proxy,
        ReconnectPolicy pace,
        AgentThreads threads) {}
