package io.deckhand.testkit.internal.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.testkit.LocalHub;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageAccountTest {
    private static final String KEY = "c2VjcmV0";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AccountKey=c2VjcmV0|needs AccountName",
                "AccountName=a|needs AccountKey",
                "AccountName=a;AccountKey=c2Vj!|needs AccountKey, in Base64",
                "AccountName=a;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1/a|devices upload over https:// only"
            })
    void whatIsNoConnectionStringIsRefusedWithoutItsKey(String connectionString, String why) throws Exception {
        SSLContext trust = SSLContext.getDefault();

        assertThatThrownBy(() ->
                        LocalHub.builder().storage(connectionString, trust).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(KEY);
    }

    @Test
    void aStorageThatDoesNotAnswerEndsTheStart() throws Exception {
        String nobody = "AccountName=a;AccountKey=" + KEY + ";BlobEndpoint=https://127.0.0.1:1/a";
        SSLContext trust = SSLContext.getDefault();

        assertThatThrownBy(() -> LocalHub.builder().storage(nobody, trust).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("The storage at https://127.0.0.1:1/a cannot be used: ");
    }

    @Test
    void theAccountsOwnEndpointIsThatOfAzureUnlessNamed() {
        StorageAccount account = StorageAccount.of("AccountName=plant;AccountKey=" + KEY, null, Clock.systemUTC());

        assertThat(account.host(443)).isEqualTo("plant.blob.core.windows.net");
        assertThat(account.sasToken("fan/a b.txt", Instant.parse("2026-11-28T20:00:00Z")))
                .isEqualTo(
                        "?sv=2021-08-06&sr=b&sp=rw&se=2026-11-28T20%3A00%3A00Z&sig=ZeCo9RGi6bc%2BBVahcLaDeONDMTg1ixS4B3zv%2Bv2jOQA%3D");
    }
}
