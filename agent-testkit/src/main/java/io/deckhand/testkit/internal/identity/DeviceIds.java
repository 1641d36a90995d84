package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.regex.Pattern;

/** The syntax of device ids. */
public final class DeviceIds {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9\\-.+%_#*?!(),:=@$']{1,128}");

    private DeviceIds() {}

    public static boolean isValid(String deviceId) {
        return VALID.matcher(deviceId).matches();
    }

    /**
     * Checks an id.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    public static String check(String deviceId) {
        if (!isValid(deviceId)) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "'" + deviceId
                            + "' is not a device id: use 1 to 128 of A-Z, a-z, 0-9 and - . + % _ # * ? ! ( ) , : = @ $ '.");
        }
        return deviceId;
    }
}
