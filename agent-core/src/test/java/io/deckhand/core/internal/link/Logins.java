package io.deckhand.core.internal.link;

import io.deckhand.core.internal.identity.ConnectionString;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.TlsContexts;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/** What a device of a local hub proves itself with: the key in its connection string. */
public final class Logins {
    private Logins() {}

    public static Login of(String connectionString, SSLContext context, Duration tokenLifetime) {
        ConnectionString parsed = ConnectionString.parse(connectionString);
        return new Login(
                parsed.identity(),
                Objects.requireNonNull(parsed.credential()),
                new TlsContexts(context, null),
                tokenLifetime,
                Clock.systemUTC());
    }
}
