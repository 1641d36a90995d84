package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.DeliveryAnnotations;
import org.apache.qpid.proton.amqp.messaging.Footer;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.message.Message;

/**
 * Decodes the messages of a link, single or in a batch. A body may have several sections; Proton's own decoder keeps
 * only the first.
 */
final class MessageBytes {
    /** The message format in which each data section holds an encoded message. */
    static final int BATCH = 0x80013700;

    /** Costly to create; the hub's threads are few, and end with it. */
    private static final ThreadLocal<DecoderImpl> DECODER = ThreadLocal.withInitial(MessageBytes::newDecoder);

    private MessageBytes() {}

    /**
     * Decodes a message.
     *
     * @throws HubException when it is not valid
     */
    static Message message(byte[] bytes) {
        Message message = Proton.message();
        for (Section section : sections(bytes)) {
            add(section, message);
        }
        return message;
    }

    /**
     * Decodes the messages of a batch. The batch's own annotations are ignored.
     *
     * @throws HubException when the batch or one of its messages is not valid
     */
    static List<Message> batch(byte[] bytes) {
        List<Message> messages = new ArrayList<>();
        for (Section section : sections(bytes)) {
            if (section instanceof Data data) {
                messages.add(message(bytes(data)));
            } else if (section instanceof AmqpValue || section instanceof AmqpSequence) {
                throw malformed("A batch must contain its messages in data sections.");
            }
        }
        if (messages.isEmpty()) {
            throw malformed("The batch contains no message.");
        }
        return messages;
    }

    private static List<Section> sections(byte[] bytes) {
        DecoderImpl decoder = DECODER.get();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        decoder.setByteBuffer(buffer);
        List<Section> sections = new ArrayList<>();
        try {
            while (buffer.hasRemaining()) {
                sections.add((Section) decoder.readObject());
            }
            return sections;
        } catch (RuntimeException e) {
            throw malformed("The message is not a valid AMQP message.");
        } finally {
            decoder.setByteBuffer(null);
        }
    }

    private static void add(Section section, Message message) {
        if (section instanceof Header header) {
            message.setHeader(header);
        } else if (section instanceof DeliveryAnnotations annotations) {
            message.setDeliveryAnnotations(annotations);
        } else if (section instanceof MessageAnnotations annotations) {
            message.setMessageAnnotations(annotations);
        } else if (section instanceof Properties properties) {
            message.setProperties(properties);
        } else if (section instanceof ApplicationProperties properties) {
            message.setApplicationProperties(properties);
        } else if (section instanceof Footer footer) {
            message.setFooter(footer);
        } else {
            message.setBody(message.getBody() == null ? section : joined(message.getBody(), section));
        }
    }

    private static Section joined(Section body, Section more) {
        if (body instanceof Data first && more instanceof Data second) {
            return new Data(new Binary(joined(bytes(first), bytes(second))));
        }
        if (body instanceof AmqpSequence first && more instanceof AmqpSequence second) {
            return new AmqpSequence(Stream.of(first, second)
                    .<Object>flatMap(sequence -> ((List<?>) sequence.getValue()).stream())
                    .toList());
        }
        throw malformed("The sections of a message's body must be data, or sequences, or one value.");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] bytes(Data data) {
        return data.getValue() == null ? new byte[0] : MessageParts.bytes(data.getValue());
    }

    private static DecoderImpl newDecoder() {
        DecoderImpl decoder = new DecoderImpl();
        AMQPDefinedTypes.registerAllTypes(decoder, new EncoderImpl(decoder));
        return decoder;
    }

    private static HubException malformed(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
