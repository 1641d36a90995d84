package io.deckhand.core.internal.json;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.Version;
import org.junit.jupiter.api.Test;

class JacksonVersionTest {
    @Test
    void aJacksonThatIsTooOldIsNamedWithWhatToDo() {
        assertThatThrownBy(() -> JacksonVersion.check("jackson-core", version(2, 14, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Deckhand needs Jackson 2.15 or later; the class path has jackson-core 2.14.3. Raise every "
                                + "Jackson artifact to one version, for example by importing com.fasterxml.jackson:jackson-bom.");
    }

    @Test
    void laterOnesAreTaken() {
        assertThatCode(() -> JacksonVersion.check("jackson-core", version(2, 15, 0)))
                .doesNotThrowAnyException();
        assertThatCode(() -> JacksonVersion.check("jackson-core", version(2, 100, 0)))
                .doesNotThrowAnyException();
    }

    private static Version version(int major, int minor, int patch) {
        return new Version(major, minor, patch, null, "com.fasterxml.jackson.core", "jackson-core");
    }
}
