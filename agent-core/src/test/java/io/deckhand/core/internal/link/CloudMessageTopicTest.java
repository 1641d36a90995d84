package io.deckhand.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.strings;

import io.deckhand.CloudMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every topic is read, also those that end the SDK's connection. */
class CloudMessageTopicTest {
    private static final String TOPIC = "devices/d/messages/devicebound/";

    private static CloudMessage read(String bag) {
        return CloudMessageTopic.read(TOPIC + bag, new byte[0]);
    }

    @Test
    void systemPropertiesAndOthersAreToldApart() {
        CloudMessage message =
                read("first=1&%24.mid=m&$.cid=c&%24.to=%2Fdevices%2Fd&%24.ct=text%2Fplain&%24.ce=utf-8&k=a%3Db+c");
        assertThat(message)
                .isEqualTo(new CloudMessage(
                        new byte[0], Map.of("first", "1", "k", "a=b+c"), "m", "c", "text/plain", "utf-8"));
    }

    @Test
    void whatEndsTheSdksConnectionIsReadAsFarAsItGoes() {
        assertThat(read("%24.mid=m&k=").properties()).containsEntry("k", "");
        assertThat(read("%24.mid=m&k").properties()).containsEntry("k", "");
        assertThat(read("%24.mid=m&k=%zz").properties()).containsEntry("k", "%zz");
        assertThat(read("iothub-enqueuedtime=now").properties()).containsEntry("iothub-enqueuedtime", "now");
        assertThat(read("&&=&=x&").properties()).isEmpty();
        assertThat(read("").messageId()).isNull();
    }

    @Test
    void anyBagIsRead() {
        qt().withFixedSeed(20261121)
                .withExamples(5000)
                .forAll(strings().allPossible().ofLengthBetween(0, 40))
                .checkAssert(bag -> assertThat(read(bag).properties()).doesNotContainKey(""));
    }

    @Test
    void otherTopicsAreNotOurs() {
        assertThat(CloudMessageTopic.matches(TOPIC)).isTrue();
        assertThat(CloudMessageTopic.matches("$iothub/methods/POST/x/messages/devicebound/?$rid=1"))
                .isFalse();
        assertThat(CloudMessageTopic.matches("$iothub/twin/res/200/?$rid=1")).isFalse();
    }
}
