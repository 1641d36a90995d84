/** A device as a module. Handlers and payloads are reached by reflection, so their package is open. */
module com.example.fan {
    requires io.deckhand.core;

    opens com.example.fan to
            io.deckhand.core,
            com.fasterxml.jackson.databind;
}
