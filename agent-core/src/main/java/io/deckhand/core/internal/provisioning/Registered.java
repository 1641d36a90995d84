package io.deckhand.core.internal.provisioning;

import java.util.List;

/**
 * The result of a registration.
 *
 * @param certificates the issued chain in base64, the device's certificate first; empty if none was issued
 */
record Registered(Assigned assigned, List<String> certificates) {}
