package io.deckhand.testkit.internal.cli;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the PEM file that an option names. */
final class CertificateFile implements ITypeConverter<X509Certificate> {
    @Override
    public X509Certificate convert(String file) {
        try {
            return Pem.certificate(Files.readString(Path.of(file)));
        } catch (IOException | HubException e) {
            throw new TypeConversionException("'" + file + "' is not a readable certificate in PEM");
        }
    }
}
