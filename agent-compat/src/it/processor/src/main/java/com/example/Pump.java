package com.example;

import io.deckhand.DirectMethod;

final class Pump {
    record Order(int seconds) {}

    @DirectMethod
    Order start(Order order) {
        return order;
    }
}
