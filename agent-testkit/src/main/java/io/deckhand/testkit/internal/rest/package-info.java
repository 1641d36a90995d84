/**
 * The service API of the hub (REST), with which back ends manage identities and twins and call methods.
 *
 * <p>A call travels {@code HttpsServer → RestChannelHandler → RestDispatcher → RouteTable → …Routes → hub core} and its
 * answer the same way back. This package adds only HTTP to the core: paths, headers, permissions, error bodies.
 */
@NullMarked
package io.deckhand.testkit.internal.rest;

import org.jspecify.annotations.NullMarked;
