package io.deckhand.testkit.internal.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.jobs.Jobs;
import io.deckhand.testkit.internal.query.Query;
import io.deckhand.testkit.internal.query.QueryPage;
import io.deckhand.testkit.internal.query.QueryRun;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs queries over the current state, without the delay of an index. */
public final class HubQueries {
    private final IdentityRegistry registry;
    private final Jobs jobs;
    private final TwinDocuments twinDocuments;

    HubQueries(IdentityRegistry registry, Jobs jobs, TwinDocuments twinDocuments) {
        this.registry = registry;
        this.jobs = jobs;
        this.twinDocuments = twinDocuments;
    }

    /**
     * {@return a page of a query's results}
     *
     * @param text the text of the query, to which continuations are bound
     * @param continuation null for the first page
     */
    public QueryPage page(Query query, String text, @Nullable String continuation, int size) {
        NavigableMap<String, ObjectNode> results = new QueryRun(query).over(documents(query.source()));
        return QueryPage.of(results, text, continuation, size, query.top().orElse(Integer.MAX_VALUE));
    }

    /** {@return the ids of the devices that a query for whole twins returns} */
    public List<String> deviceIds(Query query) {
        return List.copyOf(new QueryRun(query).over(documents(query.source())).keySet());
    }

    private NavigableMap<String, ObjectNode> documents(Query.Source source) {
        return switch (source) {
            case DEVICES -> twins(registry.list());
            case MODULES -> twins(registry.modules());
            case JOBS -> jobs.deviceRows();
        };
    }

    private NavigableMap<String, ObjectNode> twins(List<DeviceIdentity> identities) {
        NavigableMap<String, ObjectNode> documents = new TreeMap<>();
        for (DeviceIdentity identity : identities) {
            try {
                documents.put(identity.id(), twinDocuments.get(identity.id()));
            } catch (HubException e) {
                // Deleted since it was listed, so not part of the result.
            }
        }
        return documents;
    }
}
