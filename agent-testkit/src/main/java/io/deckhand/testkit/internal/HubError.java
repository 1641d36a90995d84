package io.deckhand.testkit.internal;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The error names and codes of IoT Hub, each with its HTTP status. */
public enum HubError {
    INVALID_PROTOCOL_VERSION("InvalidProtocolVersion", 400_001, 400),
    ARGUMENT_INVALID("ArgumentInvalid", 400_004, 400),
    FORMAT_ERROR("IotHubFormatError", 400_006, 400),
    BLOB_CONTAINER_VALIDATION_ERROR("BlobContainerValidationError", 400_008, 400),
    DESERIALIZATION_ERROR("DeserializationError", 400_012, 400),
    BULK_REGISTRY_OPERATION_FAILURE("BulkRegistryOperationFailure", 400_013, 400),
    CREDENTIAL_OPERATION_FAILED("CredentialOperationFailed", 400_040, 400),
    CANNOT_REGISTER_MODULE_TO_MODULE("CannotRegisterModuleToModule", 400_301, 400),
    IOT_HUB_UNAUTHORIZED_ACCESS("IotHubUnauthorizedAccess", 401_002, 401),
    IOT_HUB_UNAUTHORIZED("IotHubUnauthorized", 401_003, 401),
    IOT_HUB_QUOTA_EXCEEDED("IotHubQuotaExceeded", 403_002, 403),
    JOB_QUOTA_EXCEEDED("JobQuotaExceeded", 403_003, 403),
    DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED("DeviceMaximumQueueDepthExceeded", 403_004, 403),
    DEVICE_MAXIMUM_ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED("DeviceMaximumActiveFileUploadLimitExceeded", 403_006, 403),
    OPERATION_NOT_AVAILABLE_IN_CURRENT_TIER("OperationNotAvailableInCurrentTier", 403_010, 403),
    DEVICE_NOT_FOUND("DeviceNotFound", 404_001, 404),
    JOB_NOT_FOUND("JobNotFound", 404_002, 404),
    CONFIGURATION_NOT_FOUND("ConfigurationNotFound", 404_011, 404),
    ENROLLMENT_NOT_FOUND("EnrollmentNotFound", 404_201, 404),
    REGISTRATION_NOT_FOUND("RegistrationNotFound", 404_202, 404),
    MODULE_NOT_FOUND("ModuleNotFound", 404_010, 404),
    DEVICE_NOT_ONLINE("DeviceNotOnline", 404_103, 404),
    DEVICE_CONNECTION_CLOSED_REMOTELY("DeviceConnectionClosedRemotely", 404_104, 404),
    DEVICE_ALREADY_EXISTS("DeviceAlreadyExists", 409_001, 409),
    JOB_ALREADY_EXISTS("JobAlreadyExists", 409_003, 409),
    ENROLLMENT_ALREADY_EXISTS("EnrollmentAlreadyExists", 409_201, 409),
    CREDENTIAL_OPERATION_PENDING("CredentialOperationPending", 409_004, 409),
    CREDENTIAL_OPERATION_ACTIVE("CredentialOperationActive", 409_005, 409),
    CONFIGURATION_ALREADY_EXISTS("ConfigurationAlreadyExists", 409_302, 409),
    LINK_CREATION_CONFLICT("LinkCreationConflict", 409_002, 409),
    MODULE_ALREADY_EXISTS_ON_DEVICE("ModuleAlreadyExistsOnDevice", 409_301, 409),
    PRECONDITION_FAILED("PreconditionFailed", 412_001, 412),
    DEVICE_MESSAGE_LOCK_LOST("DeviceMessageLockLost", 412_002, 412),
    CREDENTIAL_PRECONDITION_FAILED("CredentialManagementPreconditionFailed", 412_005, 412),
    MESSAGE_TOO_LARGE("MessageTooLarge", 413_001, 413),
    TOO_MANY_DEVICES("TooManyDevices", 413_002, 413),
    TOO_MANY_MODULES_ON_DEVICE("TooManyModulesOnDevice", 413_003, 413),
    THROTTLING("ThrottlingException", 429_001, 429),
    THROTTLE_BACKLOG_LIMIT_EXCEEDED("ThrottleBacklogLimitExceeded", 429_002, 429),
    THROTTLING_BACKLOG_TIMEOUT("ThrottlingBacklogTimeout", 429_003, 429),
    SERVER_ERROR("ServerError", 500_001, 500),
    /**
     * The device answered a method with something that is not JSON. The code is chosen by this hub: no source documents
     * one.
     */
    BAD_DEVICE_RESPONSE("BadDeviceResponse", 502_001, 502),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503_001, 503),
    DEVICE_UNAVAILABLE("DeviceUnavailable", 503_102, 503),
    GATEWAY_TIMEOUT("GatewayTimeout", 504_101, 504);

    private final String wireName;
    private final int code;
    private final int httpStatus;

    HubError(String wireName, int code, int httpStatus) {
        this.wireName = wireName;
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /**
     * {@return the error with this code}
     *
     * @throws IllegalArgumentException for an unknown code; its message lists the known codes
     */
    public static HubError ofCode(int code) {
        return Arrays.stream(values())
                .filter(error -> error.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No error has code " + code + ". Known: "
                        + Arrays.stream(values())
                                .map(error -> Integer.toString(error.code))
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    /** {@return the name as clients see it, such as {@code DeviceNotFound}} */
    public String wireName() {
        return wireName;
    }

    /** {@return the six-digit code, such as 404001} */
    public int code() {
        return code;
    }

    /** {@return the HTTP status, such as 404} */
    public int httpStatus() {
        return httpStatus;
    }
}
