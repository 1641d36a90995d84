package io.deckhand.testkit.internal.dps;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol.HTTPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.service.ProvisioningServiceClient;
import com.microsoft.azure.sdk.iot.provisioning.service.Query;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AllocationPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.BulkEnrollmentOperationResult;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.BulkOperationMode;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.CustomAllocationDefinition;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.DeviceCapabilities;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.DeviceRegistrationState;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentGroup;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.IndividualEnrollment;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QueryResult;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecificationBuilder;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ReprovisionPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.SymmetricKeyAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TpmAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TwinCollection;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TwinState;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509Attestation;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientBadFormatException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientPreconditionFailedException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientUnathorizedException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import io.deckhand.testkit.AllocationChoice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.DeviceCertificates;
import io.deckhand.testkit.fixture.ProvisioningClients;
import io.deckhand.testkit.fixture.ServiceClients;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Enrollments, managed by the unmodified service client. */
@LocalHubTest
@ResourceLock("the hub of ProvisioningServiceClientTest") // one test links another hub to it
class ProvisioningServiceClientTest {
    private static final String PRIMARY = key("first");
    private static final String SECONDARY = key("second");

    private final LocalHub hub;
    private final ProvisioningServiceClient client;

    ProvisioningServiceClientTest(LocalHub hub) {
        this.hub = hub;
        ServiceClients.trust(hub);
        client = new ProvisioningServiceClient(hub.enrollments().serviceConnectionString());
    }

    @BeforeEach
    void assumePort443() {
        assumeTrue(hub.httpsOnStandardPort(), "the service client knows no other port");
    }

    @Test
    void anEnrollmentIsCreatedUsedReadChangedAndDeleted() throws Exception {
        IndividualEnrollment wanted = byKey("served");
        wanted.setDeviceId("served-device");
        wanted.setProvisioningStatus(ProvisioningStatus.ENABLED);
        wanted.setCapabilities(edge());
        TwinCollection tags = new TwinCollection();
        tags.put("floor", 3);
        TwinCollection desired = new TwinCollection();
        desired.put("speed", 5);
        wanted.setInitialTwin(new TwinState(tags, desired));

        IndividualEnrollment created = client.createOrUpdateIndividualEnrollment(wanted);

        assertThat(created.getEtag()).isNotEmpty();
        assertThat(created.getCreatedDateTimeUtc()).isNotNull();
        assertThat(created.getInitialTwin().getTags()).containsEntry("floor", 3.0);
        assertThat(created.getCapabilities().isIotEdge()).isTrue();
        ProvisioningClients.register(hub, HTTPS, ProvisioningClients.withKey(hub, "served", PRIMARY));
        assertThat(hub.device("served-device").desired()).contains("\"speed\":5");
        assertThat(hub.device("served-device").twin()).contains("\"iotEdge\":true");

        IndividualEnrollment read = client.getIndividualEnrollment("served");
        assertThat(read.getDeviceId()).isEqualTo("served-device");
        assertThat(read.getDeviceRegistrationState().getAssignedHub()).isEqualTo(hub.hostName());
        assertThat(((SymmetricKeyAttestation) read.getAttestation()).getPrimaryKey())
                .as("keys are told only where they are asked for")
                .isNull();
        read.setProvisioningStatus(ProvisioningStatus.DISABLED);
        IndividualEnrollment changed = client.createOrUpdateIndividualEnrollment(read);
        assertThat(changed.getProvisioningStatus()).isEqualTo(ProvisioningStatus.DISABLED);
        assertThat(changed.getEtag()).isNotEqualTo(created.getEtag());
        assertThat(changed.getCreatedDateTimeUtc()).isEqualTo(created.getCreatedDateTimeUtc());
        SymmetricKeyAttestation keys = (SymmetricKeyAttestation)
                client.getIndividualEnrollmentAttestationMechanism("served").getAttestation();
        assertThat(keys.getPrimaryKey()).isEqualTo(PRIMARY);
        assertThat(keys.getSecondaryKey()).isEqualTo(SECONDARY);

        client.deleteIndividualEnrollment("served");
        assertThatThrownBy(() -> client.getIndividualEnrollment("served"))
                .isInstanceOf(ProvisioningServiceClientNotFoundException.class);
        assertThatThrownBy(() -> client.deleteIndividualEnrollment("served"))
                .isInstanceOf(ProvisioningServiceClientNotFoundException.class);
    }

    @Test
    void anEtagThatIsOldChangesAndDeletesNothing() throws Exception {
        IndividualEnrollment first = client.createOrUpdateIndividualEnrollment(byKey("tagged"));
        IndividualEnrollment second = client.createOrUpdateIndividualEnrollment(first);

        assertThatThrownBy(() -> client.createOrUpdateIndividualEnrollment(first))
                .isInstanceOf(ProvisioningServiceClientPreconditionFailedException.class);
        assertThatThrownBy(() -> client.deleteIndividualEnrollment("tagged", first.getEtag()))
                .isInstanceOf(ProvisioningServiceClientPreconditionFailedException.class);
        EnrollmentGroup group = client.createOrUpdateEnrollmentGroup(groupByKey("tagged"));
        assertThatThrownBy(() -> client.deleteEnrollmentGroup("tagged", first.getEtag()))
                .isInstanceOf(ProvisioningServiceClientPreconditionFailedException.class);

        client.deleteIndividualEnrollment(second);
        client.deleteEnrollmentGroup(group);
    }

    @Test
    void aGroupByCertificateIsCreatedAndReadWithWhatIsKnownOfIt() throws Exception {
        X509Bundle root = DeviceCertificates.authority("served root");
        EnrollmentGroup wanted = new EnrollmentGroup(
                "by-certificate", X509Attestation.createFromRootCertificates(root.getCertificatePEM()));

        client.createOrUpdateEnrollmentGroup(wanted);
        EnrollmentGroup read = client.getEnrollmentGroup("by-certificate");

        X509Attestation attestation = (X509Attestation) read.getAttestation();
        assertThat(attestation.getPrimaryX509CertificateInfo().getSubjectName()).contains("CN=served root");
        assertThat(attestation.getPrimaryX509CertificateInfo().getSha256Thumbprint())
                .hasSize(64);
        ProvisioningClients.register(
                hub,
                HTTPS,
                ProvisioningClients.withCertificate(hub, "member", DeviceCertificates.issued("member", root)));
        client.createOrUpdateEnrollmentGroup(read);
        ProvisioningClients.register(
                hub,
                HTTPS,
                ProvisioningClients.withCertificate(hub, "member", DeviceCertificates.issued("member", root)));
    }

    @Test
    void anEnrollmentByCertificateIsTheDevices() throws Exception {
        X509Bundle certificate = DeviceCertificates.selfSigned("one-of-its-own");
        client.createOrUpdateIndividualEnrollment(new IndividualEnrollment(
                "one-of-its-own", X509Attestation.createFromClientCertificates(certificate.getCertificatePEM())));

        ProvisioningClients.register(
                hub, HTTPS, ProvisioningClients.withCertificate(hub, "one-of-its-own", certificate));
    }

    @Test
    void queriesComeInPages() throws Exception {
        List<String> names = List.of("page-1", "page-2", "page-3", "page-4", "page-5");
        for (String name : names) {
            client.createOrUpdateIndividualEnrollment(byKey(name));
            client.createOrUpdateEnrollmentGroup(groupByKey(name));
        }
        String all = "registrationId IN ['page-1', 'page-2', 'page-3', 'page-4', 'page-5']";
        Query enrollments = client.createIndividualEnrollmentQuery(
                new QuerySpecificationBuilder("*", QuerySpecificationBuilder.FromType.ENROLLMENTS)
                        .where(all)
                        .createSqlQuery(),
                2);
        List<String> found = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        while (enrollments.hasNext()) {
            QueryResult page = enrollments.next();
            sizes.add(page.getItems().length);
            Stream.of(page.getItems())
                    .map(item -> ((IndividualEnrollment) item).getRegistrationId())
                    .forEach(found::add);
        }
        assertThat(found).isEqualTo(names);
        assertThat(sizes).containsExactly(2, 2, 1);

        Query groups = client.createEnrollmentGroupQuery(
                new QuerySpecificationBuilder("*", QuerySpecificationBuilder.FromType.ENROLLMENT_GROUPS)
                        .where("enrollmentGroupId = 'page-3'")
                        .createSqlQuery());
        assertThat(groups.next().getItems())
                .singleElement()
                .satisfies(item -> assertThat(((EnrollmentGroup) item).getEnrollmentGroupId())
                        .isEqualTo("page-3"));
        assertThat(groups.hasNext()).isFalse();
    }

    @Test
    void severalEnrollmentsAreHandledAtOnceAndEachFailsAlone() throws Exception {
        BulkEnrollmentOperationResult created =
                client.runBulkEnrollmentOperation(BulkOperationMode.CREATE, List.of(byKey("bulk-1"), byKey("bulk-2")));
        assertThat(created.getSuccessful()).isTrue();

        BulkEnrollmentOperationResult again =
                client.runBulkEnrollmentOperation(BulkOperationMode.CREATE, List.of(byKey("bulk-2"), byKey("bulk-3")));
        assertThat(again.getSuccessful()).isFalse();
        assertThat(again.getErrors()).singleElement().satisfies(error -> {
            assertThat(error.getRegistrationId()).isEqualTo("bulk-2");
            assertThat(error.getErrorCode()).isEqualTo(409_201);
        });
        assertThat(client.getIndividualEnrollment("bulk-3").getRegistrationId()).isEqualTo("bulk-3");

        assertThat(client.runBulkEnrollmentOperation(BulkOperationMode.UPDATE, List.of(byKey("bulk-none")))
                        .getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(404_201));
        IndividualEnrollment stale = client.getIndividualEnrollment("bulk-1");
        client.createOrUpdateIndividualEnrollment(stale);
        assertThat(client.runBulkEnrollmentOperation(BulkOperationMode.UPDATE_IF_MATCH_ETAG, List.of(stale))
                        .getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(412_001));
        assertThat(client.runBulkEnrollmentOperation(
                                BulkOperationMode.DELETE, List.of(byKey("bulk-1"), byKey("bulk-2"), byKey("bulk-3")))
                        .getSuccessful())
                .isTrue();
        assertThatThrownBy(() -> client.getIndividualEnrollment("bulk-1"))
                .isInstanceOf(ProvisioningServiceClientNotFoundException.class);
    }

    @Test
    void registrationsAreReadListedAndForgotten() throws Exception {
        HubEnrollment group = hub.enrollments().group("registered").create();
        for (String id : List.of("registered-1", "registered-2")) {
            ProvisioningClients.register(hub, HTTPS, ProvisioningClients.withKey(hub, id, group.derivedKey(id)));
        }

        DeviceRegistrationState state = client.getDeviceRegistrationState("registered-1");
        assertThat(state.getStatus()).isEqualTo(EnrollmentStatus.ASSIGNED);
        assertThat(state.getAssignedHub()).isEqualTo(hub.hostName());
        assertThat(state.getDeviceId()).isEqualTo("registered-1");
        Query query = client.createEnrollmentGroupRegistrationStateQuery(
                new QuerySpecificationBuilder("*", QuerySpecificationBuilder.FromType.DEVICE_REGISTRATIONS)
                        .createSqlQuery(),
                "registered");
        assertThat(query.next().getItems())
                .extracting(item -> ((DeviceRegistrationState) item).getRegistrationId())
                .containsExactly("registered-1", "registered-2");

        client.deleteDeviceRegistrationState(state);
        assertThatThrownBy(() -> client.getDeviceRegistrationState("registered-1"))
                .isInstanceOf(ProvisioningServiceClientNotFoundException.class);
        assertThat(hub.device("registered-1").deviceId()).as("its device stays").isEqualTo("registered-1");
    }

    @Test
    void thePoliciesOfAnEnrollmentHoldForItsDevices() throws Exception {
        try (LocalHub other = LocalHub.start()) {
            hub.enrollments().link(other);
            hub.enrollments()
                    .webhook("https://functions.example/choose", request -> AllocationChoice.of(other.hostName()));
            IndividualEnrollment wanted = byKey("placed");
            wanted.setAllocationPolicy(AllocationPolicy.CUSTOM);
            CustomAllocationDefinition webhook = new CustomAllocationDefinition();
            webhook.setWebhookUrl("https://functions.example/choose");
            webhook.setApiVersion("2019-03-31");
            wanted.setCustomAllocationDefinition(webhook);
            ReprovisionPolicy never = new ReprovisionPolicy();
            never.setUpdateHubAssignment(false);
            never.setMigrateDeviceData(false);
            wanted.setReprovisionPolicy(never);

            IndividualEnrollment created = client.createOrUpdateIndividualEnrollment(wanted);

            assertThat(created.getAllocationPolicy()).isEqualTo(AllocationPolicy.CUSTOM);
            assertThat(created.getCustomAllocationDefinition().getWebhookUrl())
                    .isEqualTo("https://functions.example/choose");
            assertThat(created.getReprovisionPolicy().getUpdateHubAssignment()).isFalse();
            assertThat(register("placed").getIothubUri()).isEqualTo(other.hostName());
            created.setAllocationPolicy(AllocationPolicy.STATIC);
            created.setCustomAllocationDefinition(null);
            created.setIotHubs(List.of(hub.hostName()));
            created.setReprovisionPolicy(null);
            client.createOrUpdateIndividualEnrollment(created);
            assertThat(register("placed").getIothubUri()).isEqualTo(hub.hostName());
            hub.enrollments().unlink(other);
        }
    }

    @Test
    void whatIsNoEnrollmentIsRefusedWithAReason() throws Exception {
        assertThatThrownBy(() -> client.createOrUpdateIndividualEnrollment(
                        new IndividualEnrollment("tpm", new TpmAttestation("endorsement"))))
                .isInstanceOf(ProvisioningServiceClientBadFormatException.class);
        IndividualEnrollment unplaced = byKey("unplaced");
        unplaced.setAllocationPolicy(AllocationPolicy.STATIC);
        assertThatThrownBy(() -> client.createOrUpdateIndividualEnrollment(unplaced))
                .isInstanceOf(ProvisioningServiceClientBadFormatException.class);
        assertThatThrownBy(() -> client.createEnrollmentGroupRegistrationStateQuery(
                                new QuerySpecificationBuilder(
                                                "*", QuerySpecificationBuilder.FromType.DEVICE_REGISTRATIONS)
                                        .createSqlQuery(),
                                "nobody")
                        .next())
                .hasRootCauseInstanceOf(ProvisioningServiceClientException.class);
    }

    @Test
    void theHubsOwnPoliciesDoNotManageEnrollmentsNorTheOtherWayRound() {
        ProvisioningServiceClient owner = new ProvisioningServiceClient(hub.ownerConnectionString());

        assertThatThrownBy(() -> owner.createOrUpdateIndividualEnrollment(byKey("foreign")))
                .isInstanceOf(ProvisioningServiceClientUnathorizedException.class);
        assertThatThrownBy(() -> ServiceClients.make(
                                hub, "provisioningserviceowner", RegistryClient::new, RegistryClient::new)
                        .getDevice("nobody"))
                .isInstanceOf(IotHubUnauthorizedException.class);
    }

    private ProvisioningDeviceClientRegistrationResult register(String id) throws Exception {
        return ProvisioningClients.register(hub, HTTPS, ProvisioningClients.withKey(hub, id, PRIMARY));
    }

    private static IndividualEnrollment byKey(String id) {
        return new IndividualEnrollment(id, new SymmetricKeyAttestation(PRIMARY, SECONDARY));
    }

    private static EnrollmentGroup groupByKey(String id) {
        return new EnrollmentGroup(id, new SymmetricKeyAttestation(PRIMARY, SECONDARY));
    }

    private static DeviceCapabilities edge() {
        DeviceCapabilities capabilities = new DeviceCapabilities();
        capabilities.setIotEdge(true);
        return capabilities;
    }

    private static String key(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
