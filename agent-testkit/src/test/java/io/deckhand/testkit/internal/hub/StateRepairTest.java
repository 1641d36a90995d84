package io.deckhand.testkit.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.store.DirectoryStore;
import io.deckhand.testkit.internal.store.MemoryStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub finds that was killed between two writes of one change. */
class StateRepairTest {
    @TempDir
    Path directory;

    @Test
    void whatADeletedDeviceLeftDoesNotTurnUpInTheNextOfItsName() {
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            HubDevice device = hub.createDevice("d1");
            device.patchTags("{\"old\":true}");
            device.sendCloudToDevice(CloudToDeviceMessage.of("old"));
        }
        // As far as a deletion comes that is cut off after its first write.
        new DirectoryStore(directory.resolve("state")).delete(Shelf.DEVICES, "d1");

        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            HubDevice device = hub.createDevice("d1");
            assertThat(device.pendingCloudToDevice()).isZero();
            assertThat(device.twin()).doesNotContain("old");
        }
    }

    @Test
    void anIdentityThatWasNotFinishedIsNotThere() throws Exception {
        DirectoryStore store = new DirectoryStore(directory.resolve("state"));
        store.save(Shelf.TWINS, "half", Json.object());
        Path temporary = directory.resolve("state").resolve("devices").resolve(".half.json1.tmp");
        Files.writeString(temporary, "{\"id\":");

        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            assertThat(hub.createDevice("half").desired()).isEqualTo("{\"$version\":1}");
        }
        assertThat(temporary).doesNotExist();
    }

    @Test
    void modulesGoWithTheDeviceTheyBelongedTo() {
        MemoryStore store = new MemoryStore();
        ObjectNode document = Json.object();
        store.save(Shelf.DEVICES, "d1", document);
        store.save(Shelf.DEVICES, "d1/m", document);
        store.save(Shelf.DEVICES, "gone/m", document);
        store.save(Shelf.SESSIONS, "gone/m", document);
        store.save(Shelf.SESSIONS, "d1/m", document);

        StateRepair.run(store);

        assertThat(store.load(Shelf.DEVICES)).containsOnlyKeys("d1", "d1/m");
        assertThat(store.load(Shelf.SESSIONS)).isEqualTo(Map.of("d1/m", document));
    }
}
