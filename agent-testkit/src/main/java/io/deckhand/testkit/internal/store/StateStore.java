package io.deckhand.testkit.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a hub remembers when it is started again: documents by shelf and id.
 *
 * <p>The services load everything at start and save each document whole when it changed, before they answer. So a
 * restart in memory and one over a data directory take the same path. Safe for use by several threads.
 */
public interface StateStore {

    /** The kinds of documents. */
    enum Shelf {
        POLICIES("policies"),
        AUTHORITIES("authorities"),
        DEVICES("devices"),
        TWINS("twins"),
        SESSIONS("sessions"),
        CLOUD_TO_DEVICE("cloud-to-device"),
        CONFIGURATIONS("configurations"),
        JOBS("jobs"),
        FEEDBACK("feedback"),
        PROVISIONING("provisioning"),
        ENROLLMENTS("enrollments"),
        REGISTRATIONS("registrations"),
        CREDENTIALS("credentials");

        private final String folder;

        Shelf(String folder) {
            this.folder = folder;
        }

        String folder() {
            return folder;
        }
    }

    /** {@return copies of all documents of a shelf by id} */
    Map<String, ObjectNode> load(Shelf shelf);

    /** Keeps a document in place of the one with this id; it outlives the process once this returned. */
    void save(Shelf shelf, String id, ObjectNode document);

    /** Forgets a document; one that is not there is no error. */
    void delete(Shelf shelf, String id);
}
