package io.deckhand.bench.keep;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;

/** A table by number in SQLite, with its log and a force for each commit. */
final class SqliteKeeper extends Forcing {
    private static final int READ_AT_ONCE = 256;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement oldest;
    private final PreparedStatement delete;
    private final Deque<Long> read = new ArrayDeque<>();

    SqliteKeeper(Path directory) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("messages.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE IF NOT EXISTS message (number INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO message (body) VALUES (?)");
        oldest = connection.prepareStatement(
                "SELECT number, body FROM message WHERE number > ? ORDER BY number LIMIT " + READ_AT_ONCE);
        delete = connection.prepareStatement("DELETE FROM message WHERE number = ?");
    }

    @Override
    public void add(byte[] body) throws SQLException {
        insert.setBytes(1, body);
        insert.executeUpdate();
    }

    @Override
    public void force() throws SQLException {
        connection.commit();
    }

    @Override
    public boolean take() throws SQLException {
        if (read.isEmpty()) {
            readOn();
        }
        Long number = read.pollFirst();
        if (number != null) {
            delete.setLong(1, number);
            delete.executeUpdate();
        }
        return number != null;
    }

    private void readOn() throws SQLException {
        oldest.setLong(1, 0); // what was taken is not in the table any more
        try (ResultSet rows = oldest.executeQuery()) {
            while (rows.next()) {
                read.addLast(rows.getLong(1));
                rows.getBytes(2);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.commit();
        connection.close();
    }
}
