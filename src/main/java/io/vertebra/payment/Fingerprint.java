package io.vertebra.payment;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells two requests of the same idempotency key apart: SHA-256 over the request without its {@code
 * version}, which says who asks and not what for.
 */
public final class Fingerprint {

  private Fingerprint() {}

  /** The fingerprint, 32 bytes: equal for requests that ask the same. */
  public static byte[] of(Message request) {
    FieldDescriptor version = request.getDescriptorForType().findFieldByName("version");
    Message asked = request.toBuilder().clearField(version).build();
    byte[] bytes = new byte[asked.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      asked.writeTo(out);
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
