package io.deckhand.bench.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.bench.result.Side;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The baselines do what the store does, or they would be none. */
class KeepProgramTest {
    private static final int MESSAGES = 700;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(
            value = Side.class,
            names = {"AGENT", "MVSTORE", "SQLITE"})
    void whatWasKeptIsTakenOnceAfterItWasOpenedAgain(Side side) {
        KeepProgram first = new KeepProgram();
        first.open(side, directory.toString());
        assertThat(first.fill(MESSAGES, 200)).isPositive();
        first.close();
        KeepProgram second = new KeepProgram();
        assertThat(second.open(side, directory.toString())).isPositive();
        assertThat(second.drain(MESSAGES)).isPositive();
        assertThatThrownBy(() -> second.drain(1)).hasRootCauseMessage("Only 0 messages were there");
        second.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Side.class,
            names = {"AGENT", "MVSTORE", "SQLITE"})
    void aWindowIsForcedWhileMessagesComeIn(Side side) throws Exception {
        KeepProgram program = new KeepProgram();
        program.open(side, directory.toString());
        program.trickle(1, 200);
        try (var files = java.nio.file.Files.list(directory)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isPositive();
        }
        program.close();
    }
}
