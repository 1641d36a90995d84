package io.deckhand.testkit.internal.upload;

import java.time.Instant;

/** The news for back ends that a device has uploaded a file. */
public record UploadNotice(String id, String deviceId, String blobName, long size, Instant changed, Instant enqueued) {}
