package com.example;

import io.deckhand.DirectMethod;
import java.util.concurrent.CountDownLatch;

final class Pump {
    record Order(int seconds) {}

    private final CountDownLatch stopped = new CountDownLatch(1);

    @DirectMethod
    Order stop(Order order) {
        stopped.countDown();
        return order;
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }
}
