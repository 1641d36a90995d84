package io.deckhand.core.internal.issued;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.core.identity.CertificateAuthority;
import io.deckhand.core.internal.identity.CertificateRenewal;
import io.deckhand.identity.CredentialException;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Renewals at a scripted hub, in virtual time: certificates are valid for 100 days, and due after 70. */
class HubRenewalTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DUE = Duration.ofDays(70).plusMinutes(1);

    /** A request as the hub received it. */
    private record Asked(String id, JsonNode body) {
        String csr() {
            return body.path("csr").asText();
        }

        String replaces() {
            return body.path("replace").asText();
        }
    }

    private final MovedClock clock = new MovedClock();
    private final Vault vault = Vault.inMemory();
    private final List<X509Bundle> made = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Started process = new Started();

    private static final class MovedClock extends Clock {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** The agent in one process; the next one finds the same vault. */
    private final class Started {
        final IssuedCertificates certificates = new IssuedCertificates(
                "fan", new IssuanceWish(HubRenewalTest.this::newPair, Optional.empty()), vault, clock, () -> 0.5);
        final HubRenewal renewal = new HubRenewal(certificates);

        Started registered() {
            try {
                certificates.issued(certificates.request("fan"), newest());
                return this;
            } catch (CredentialException e) {
                throw new IllegalStateException(e);
            }
        }

        CertificateRenewal connected() {
            CertificateRenewal link = renewal.over("fan", Runnable::run);
            link.opened(HubRenewalTest.this::receive);
            return link;
        }

        X509Certificate shown() {
            try {
                return certificates.credential().keyManager().getCertificateChain("device")[0];
            } catch (CredentialException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private KeyPair newPair() {
        try {
            X509Bundle bundle = CertificateAuthority.selfSigned("fan");
            made.add(bundle);
            return bundle.getKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate newestMade() {
        return made.get(made.size() - 1).getCertificate();
    }

    private List<String> newest() {
        try {
            return List.of(Base64.getEncoder().encodeToString(newestMade().getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void receive(String id, byte[] body) {
        try {
            asked.add(new Asked(id, JSON.readTree(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Asked last() {
        return asked.get(asked.size() - 1);
    }

    private void pass(Duration time) {
        clock.now = clock.now.plus(time);
        process.renewal.look();
    }

    private static void answer(CertificateRenewal link, String id, int status, String body) {
        link.answered(id, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private void grant(CertificateRenewal link) {
        answer(link, last().id(), 200, "{\"certificates\":[\"" + newest().get(0) + "\"],\"correlationId\":\"c\"}");
    }

    private static void refuse(CertificateRenewal link, String id, int code, String info) {
        answer(
                link,
                id,
                code / 1000,
                "{\"errorCode\":" + code + ",\"message\":\"no\",\"trackingId\":\"t\",\"info\":" + info + "}");
    }

    @Test
    void aCertificateIsRenewedWhenSeventyPercentOfItsLifeAreOver() {
        CertificateRenewal link = process.registered().connected();
        X509Certificate first = process.shown();
        pass(Duration.ofDays(69));
        assertThat(asked).isEmpty();

        pass(Duration.ofDays(2));
        assertThat(asked).hasSize(1);
        assertThat(last().id()).matches("[a-z0-9][a-z0-9-]{2,34}[a-z0-9]");
        assertThat(last().body().path("id").asText()).isEqualTo("fan");
        assertThat(last().body().path("replace").isNull()).isTrue();
        answer(
                link,
                last().id(),
                202,
                "{\"correlationId\":\"c\",\"operationExpires\":\"" + clock.now.plusSeconds(60) + "\"}");
        assertThat(process.shown()).isEqualTo(first);
        grant(link);

        assertThat(process.shown()).isEqualTo(newestMade()).isNotEqualTo(first);
        pass(Duration.ofDays(1));
        assertThat(asked).hasSize(1);
    }

    @Test
    void theSameRequestIsSentOverTheNextConnectionAndByTheNextProcess() {
        process.registered().connected();
        pass(DUE);
        process.renewal.disconnected();
        process.renewal.look();
        assertThat(asked).hasSize(1);

        process.connected();
        Started next = new Started();
        CertificateRenewal link = next.connected();

        assertThat(asked).hasSize(3);
        assertThat(asked).allSatisfy(each -> {
            assertThat(each.id()).isEqualTo(asked.get(0).id());
            assertThat(each.csr()).isEqualTo(asked.get(0).csr());
        });
        X509Certificate first = next.shown();
        grant(link);
        assertThat(next.shown()).isEqualTo(newestMade()).isNotEqualTo(first);
        assertThat(new Started().shown()).as("a third process").isEqualTo(newestMade());
    }

    @Test
    void anAnswerThatDoesNotComeIsAskedForAgainAndARequestThatIsOverIsReplaced() {
        CertificateRenewal link = process.registered().connected();
        pass(DUE);
        answer(link, last().id(), 202, "{\"operationExpires\":\"" + clock.now.plusSeconds(100) + "\"}");
        pass(Duration.ofSeconds(29));
        assertThat(asked).hasSize(1);

        pass(Duration.ofSeconds(1));
        assertThat(asked).hasSize(2);
        assertThat(last().id()).isEqualTo(asked.get(0).id());

        pass(Duration.ofSeconds(70));
        assertThat(last().id()).isNotEqualTo(asked.get(0).id());
        assertThat(last().csr()).isNotEqualTo(asked.get(0).csr());
    }

    @Test
    void aHubThatAnswersNothingAtAllIsReplacedByTheService() {
        process.registered().connected();
        pass(DUE);
        for (int i = 0; i < 3; i++) {
            assertThat(process.renewal.needsRegistration()).isFalse();
            pass(Duration.ofSeconds(31));
        }
        assertThat(process.renewal.needsRegistration()).isTrue();
        assertThat(asked)
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.id()).isEqualTo(asked.get(0).id()));
    }

    @Test
    void thePreviousCertificateIsShownIfTheHubRefusesTheNewOneAlsoAfterARestart() {
        CertificateRenewal link = process.registered().connected();
        X509Certificate first = process.shown();
        pass(DUE);
        grant(link);
        X509Certificate second = process.shown();

        process.certificates.credential().refused();
        assertThat(process.shown()).isEqualTo(first);
        Started next = new Started();
        assertThat(next.shown()).isEqualTo(second);
        next.certificates.credential().refused();
        assertThat(next.shown()).isEqualTo(first);

        next.certificates.credential().refused();
        next.certificates.credential().accepted();
        Started third = new Started();
        third.certificates.credential().refused();
        assertThat(third.shown()).as("the new one has connected").isEqualTo(second);
    }

    @Test
    void ifTheHubAcceptsThePreviousCertificateAgainItIsKeptAndRenewedOnceMore() {
        CertificateRenewal link = process.registered().connected();
        X509Certificate first = process.shown();
        pass(DUE);
        grant(link);
        assertThat(process.shown()).isNotEqualTo(first);
        process.certificates.credential().refused();
        assertThat(process.shown()).isEqualTo(first);
        process.certificates.credential().accepted();

        assertThat(process.shown()).isEqualTo(first);
        assertThat(new Started().shown()).isEqualTo(first);
        pass(Duration.ofSeconds(1));
        assertThat(asked).hasSize(2);
        grant(link);
        assertThat(process.shown()).isEqualTo(newestMade()).isNotEqualTo(first);
    }

    @Test
    void aForgottenRequestOfThisDeviceThatIsStillPendingIsReplaced() {
        CertificateRenewal link = process.registered().connected();
        pass(DUE);
        refuse(link, last().id(), 409_004, "{\"requestId\":\"the-other-one\"}");

        assertThat(asked).hasSize(2);
        assertThat(last().replaces()).isEqualTo("the-other-one");
        assertThat(last().id()).isNotEqualTo(asked.get(0).id());
        refuse(link, last().id(), 412_001, "{}");
        pass(Duration.ofHours(1));
        assertThat(asked).hasSize(3);
        assertThat(last().body().path("replace").isNull()).isTrue();
        grant(link);
        assertThat(process.shown()).isEqualTo(newestMade());
    }

    @ParameterizedTest
    @ValueSource(ints = {429_002, 429_003, 500_001, 503_001, 503_102})
    void aHubThatIsBusyIsAskedTheSameAgainLaterAndAfterThreeTimesTheService(int code) {
        CertificateRenewal link = process.registered().connected();
        X509Certificate first = process.shown();
        pass(DUE);
        for (int i = 1; i <= 3; i++) {
            assertThat(process.renewal.needsRegistration()).isFalse();
            refuse(link, last().id(), code, "null");
            process.renewal.look();
            assertThat(asked).as("not at once").hasSize(i);
            pass(Duration.ofHours(1));
            assertThat(asked).hasSize(i + 1);
        }
        assertThat(process.renewal.needsRegistration()).isTrue();
        assertThat(asked)
                .allSatisfy(each -> assertThat(each.id()).isEqualTo(asked.get(0).id()));
        assertThat(process.shown()).isEqualTo(first);
        grant(link);
        assertThat(process.renewal.needsRegistration()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400_001, 400_004, 400_006, 400_040, 403_010, 404_001, 412_005})
    void aHubThatWillNotRenewIsReplacedByTheServiceAtOnce(int code) {
        CertificateRenewal link = process.registered().connected();
        X509Certificate first = process.shown();
        pass(DUE);
        refuse(link, last().id(), code, "null");

        assertThat(process.renewal.needsRegistration()).isTrue();
        process.renewal.notRegistered(Duration.ofHours(2));
        assertThat(process.renewal.needsRegistration()).isFalse();
        pass(Duration.ofHours(3));
        assertThat(process.renewal.needsRegistration()).isTrue();
        assertThat(last().id())
                .as("the hub is asked as well, something new")
                .isNotEqualTo(asked.get(0).id());
        assertThat(process.shown()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"409005", "412001"})
    void anotherRequestIsMadeWhenOneIsInTheWay(int code) {
        CertificateRenewal link = process.registered().connected();
        pass(DUE);
        refuse(link, last().id(), code, "null");
        process.renewal.look();
        assertThat(asked).hasSize(1);

        pass(Duration.ofHours(1));
        assertThat(asked).hasSize(2);
        assertThat(last().id()).isNotEqualTo(asked.get(0).id());
        assertThat(process.renewal.needsRegistration()).isFalse();
    }

    @Test
    void aCertificateForAnotherKeyIsNotTaken() {
        CertificateRenewal link = process.registered().connected();
        X509Certificate first = process.shown();
        pass(DUE);
        var unused = newPair();
        grant(link);
        answer(link, "unknown", 200, "{}");

        assertThat(process.shown()).isEqualTo(first);
        pass(Duration.ofHours(1));
        grant(link);
        assertThat(process.shown()).isEqualTo(newestMade());
    }

    @Test
    void aConnectionThatRenewsNothingLeadsToAnotherRegistrationWhenItIsTime() {
        process.registered();
        assertThat(process.renewal.needsRegistration()).isFalse();
        pass(DUE);
        assertThat(process.renewal.needsRegistration()).isTrue();

        process.registered().renewal.registered();
        assertThat(process.renewal.needsRegistration()).isFalse();
    }

    @Test
    void withoutAStoredCertificateThatCanBeReadTheDeviceBeginsAnew() {
        vault.save(new byte[] {9, 9});
        assertThat(process.certificates.isUsable()).isFalse();
        assertThat(process.certificates.isWithheld()).isFalse();

        process.registered();
        assertThat(process.certificates.isUsable()).isTrue();
        clock.now = clock.now.plus(Duration.ofDays(101));
        assertThat(process.certificates.isUsable()).isFalse();
    }
}
