package io.deckhand.core.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SDK would refuse at every attempt is refused once, when the agent is built. */
class ConnectionStringTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HostName=h.net;DeviceId=d | neither SharedAccessKey nor SharedAccessSignature",
                "HostName=h net;DeviceId=d;SharedAccessKey=c2VjcmV0 | 'h net'",
                "HostName=[fe80::1.2.3.4];DeviceId=d;SharedAccessKey=c2VjcmV0 | '[fe80::1.2.3.4]'",
                "HostName=h.net; DeviceId=d;SharedAccessKey=c2VjcmV0 | no DeviceId",
                "HostName=h.net;DeviceId=d;DeviceId=e;SharedAccessKey=c2VjcmV0 | DeviceId twice",
                "HostName=h.net;SharedAccessKeyName=service;SharedAccessKey=c2VjcmV0 | policy 'service', which is for back ends",
                "\"HostName=h.net;DeviceId=d;SharedAccessKey=c2VjcmV0\" | Leave the quotation marks out",
                "HostName=h.net;DeviceId=d;SharedAccessSignature=c2VjcmV0 | SharedAccessSignature sr=",
            })
    void whatCannotWorkIsRefusedWithoutSayingTheKey(String text, String why) {
        assertThatThrownBy(() -> ConnectionString.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("c2VjcmV0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HostName=h.net;DeviceId=d'*?!(),:=@$_-.;SharedAccessKey=c2VjcmV0==",
                "HostName=127.0.0.2;DeviceId=d;SharedAccessKey=c2VjcmV0;GatewayHostName=fe80::1",
                "HostName=h.net:8443;DeviceId=d;SharedAccessKey=c2VjcmV0;",
                "HostName=h.net;DeviceId=d;SharedAccessSignature=SharedAccessSignature sr=h.net%2Fdevices%2Fd&sig=a%3D&se=9",
                "HostName=h.net;DeviceId=d;x509=true",
                "HostName=h.net;DeviceId=d;ModuleId=m;SharedAccessKey=c2VjcmV0",
                "HostName=h.net;DeviceId=d;x509=false;SharedAccessKey=c2VjcmV0;Other=thing",
            })
    void whatIsOddButLegalIsTaken(String text) {
        assertThat(ConnectionString.parse(text).hostName()).isIn("h.net", "127.0.0.2", "h.net:8443");
    }
}
