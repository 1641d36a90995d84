package io.deckhand.core.internal.link;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that links connect through, with credentials if it asks for them. Its name is resolved for each
 * connection.
 */
public final class HttpProxy {
    private final InetSocketAddress address;
    private final @Nullable String user;
    private final char @Nullable [] password;

    public HttpProxy(String host, int port) {
        this(host, port, null, null);
    }

    /** {@code password} is copied. */
    public HttpProxy(String host, int port, @Nullable String user, char @Nullable [] password) {
        this.address = InetSocketAddress.createUnresolved(host, port);
        this.user = user;
        this.password = password == null ? null : password.clone();
    }

    public InetSocketAddress address() {
        return address;
    }

    public @Nullable String user() {
        return user;
    }

    /** {@return the password itself, which the caller must not change} */
    public char @Nullable [] password() {
        return password;
    }
}
