package io.deckhand.bench.hub;

import java.io.Serializable;

/** A direct method to call. */
public record MethodLoad(String method, String payload) implements Serializable {
    /** Answered at once with a small object. */
    public static final MethodLoad FAST = new MethodLoad("read", "{\"sensor\":\"t1\"}");

    /** {@return a method that blocks its handler} */
    public static MethodLoad slow(long millis) {
        return new MethodLoad("slow", "{\"millis\":" + millis + "}");
    }
}
