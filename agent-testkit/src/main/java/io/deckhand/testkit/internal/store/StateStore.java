package io.deckhand.testkit.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The persistent state of a hub: documents by shelf and id.
 *
 * <p>The services load everything at start, and save each changed document as a whole before they answer. So restarts
 * in memory and from a data directory take the same path. Safe for use by several threads.
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
        TRANSFERS("transfers"),
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

    /**
     * Stores a document in place of the one with this id. With a data directory it is on disk when this method returns.
     */
    void save(Shelf shelf, String id, ObjectNode document);

    /** Deletes a document, if it exists. */
    void delete(Shelf shelf, String id);
}
