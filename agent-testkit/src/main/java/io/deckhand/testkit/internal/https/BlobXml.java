package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.blob.Blob;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The XML of the blob endpoint, as far as the storage SDKs read it. */
final class BlobXml {
    private static final String HEADER = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

    private BlobXml() {}

    /** {@return the blobs of a container whose names begin so, on one page} */
    static String list(BlobDoor.Place place, String prefix) {
        StringBuilder xml = new StringBuilder(HEADER)
                .append("<EnumerationResults ContainerName=\"")
                .append(place.containerName())
                .append("\"><Prefix>")
                .append(escaped(prefix))
                .append("</Prefix><Blobs>");
        place.container().startingWith(prefix).forEach(blob -> add(blob, xml));
        return xml.append("</Blobs><NextMarker/></EnumerationResults>").toString();
    }

    private static void add(Blob blob, StringBuilder xml) {
        xml.append("<Blob><Name>")
                .append(escaped(blob.name()))
                .append("</Name><Properties><Last-Modified>")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        blob.changed().atOffset(ZoneOffset.UTC)))
                .append("</Last-Modified><Content-Length>")
                .append(blob.size())
                .append("</Content-Length><Content-Type>")
                .append(escaped(blob.contentType()))
                .append("</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob>");
    }

    /** {@return the blocks of a blob that no list has named yet} */
    static String blockList(Map<String, Long> uncommitted) {
        StringBuilder xml = new StringBuilder(HEADER).append("<BlockList><CommittedBlocks/><UncommittedBlocks>");
        uncommitted.forEach((id, size) -> xml.append("<Block><Name>")
                .append(escaped(id))
                .append("</Name><Size>")
                .append(size)
                .append("</Size></Block>"));
        return xml.append("</UncommittedBlocks></BlockList>").toString();
    }

    static String error(String code, String message) {
        return HEADER + "<Error><Code>" + code + "</Code><Message>" + escaped(message) + "</Message></Error>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
