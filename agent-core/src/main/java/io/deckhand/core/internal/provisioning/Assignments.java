package io.deckhand.core.internal.provisioning;

import java.util.Optional;

/** Keeps the last assignment that worked: registering at each start would get a fleet throttled. */
public interface Assignments {
    Optional<Assigned> load();

    /** Called after the first successful connection with this assignment. */
    void save(Assigned assigned);

    /** {@return assignments that are kept as long as the process runs} */
    static Assignments inMemory() {
        return new Assignments() {
            private Optional<Assigned> last = Optional.empty();

            @Override
            public synchronized Optional<Assigned> load() {
                return last;
            }

            @Override
            public synchronized void save(Assigned assigned) {
                last = Optional.of(assigned);
            }
        };
    }
}
