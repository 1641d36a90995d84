/**
 * The service side of the hub as REST: what back ends call to manage identities and twins and to invoke methods.
 *
 * <p>A call travels {@code HttpsServer → RestChannelHandler → RestDispatcher → RouteTable → …Routes → hub core} and its
 * answer the same way back. All that this package adds to the core is HTTP: paths, headers, permissions, error bodies.
 */
@NullMarked
package io.deckhand.testkit.internal.rest;

import org.jspecify.annotations.NullMarked;
