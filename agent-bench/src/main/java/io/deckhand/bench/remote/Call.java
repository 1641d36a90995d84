package io.deckhand.bench.remote;

import java.io.Serializable;
import java.util.ArrayList;

/** A call on its way to the other JVM. */
record Call(String method, ArrayList<Object> arguments) implements Serializable {}
