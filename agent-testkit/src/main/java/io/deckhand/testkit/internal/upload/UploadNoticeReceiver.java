package io.deckhand.testkit.internal.upload;

/** A back end that receives notifications of uploaded files. */
public interface UploadNoticeReceiver {

    /** Sends a notice to the back end if it can take one now; must not block. {@return whether it took it} */
    boolean deliver(UploadNotice notice);
}
