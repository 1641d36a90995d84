package io.deckhand.core.internal.provisioning;

import java.util.Optional;

/** Remembers the last assignment that worked: asking again at each start is what throttles fleets. */
public interface Assignments {
    Optional<Assigned> load();

    /** Called after the first whole connection with it. */
    void save(Assigned assigned);

    /** {@return for as long as the process runs} */
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
