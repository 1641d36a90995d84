package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * File attributes that change when a file is written or replaced. Links are followed, as certbot and Kubernetes replace
 * links.
 */
record FileStamp(FileTime modified, long size, @Nullable Object file) {
    static FileStamp of(Path path) throws CredentialException {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static byte[] read(Path path) throws CredentialException {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static CredentialException unreadable(Path path, IOException e) {
        Path absolute = path.toAbsolutePath();
        if (e instanceof NoSuchFileException) {
            return new CredentialException(
                    "There is no file " + absolute + ". Check the path, or put the file there.", e);
        }
        if (e instanceof AccessDeniedException) {
            return new CredentialException(
                    "The file " + absolute + " is not readable by the user '" + System.getProperty("user.name")
                            + "'. Give this user read permission, for example with chown or chmod.",
                    e);
        }
        return new CredentialException("The file " + absolute + " cannot be read (" + e + "). Check the disk.", e);
    }
}
