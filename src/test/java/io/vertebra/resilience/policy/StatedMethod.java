package io.vertebra.resilience.policy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertebra.options.OptionsProto;
import io.vertebra.options.Policy;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.test.relay.Parcel;
import io.vertebra.test.relay.RelayProto;

/** Methods of {@code vertebra.test.relay.Silent} whose contract is made up. */
final class StatedMethod {

  private StatedMethod() {}

  static MethodDescriptor descriptor(Policy.Builder service, Policy.Builder method) {
    FileDescriptorProto.Builder file = RelayProto.getDescriptor().toProto().toBuilder();
    ServiceDescriptorProto.Builder silent = file.getServiceBuilder(1);
    silent.getOptionsBuilder().setExtension(OptionsProto.service, service.build());
    silent
        .getMethodBuilder(0)
        .getOptionsBuilder()
        .setExtension(OptionsProto.method, method.build());
    try {
      return FileDescriptor.buildFrom(
              file.build(), new FileDescriptor[] {OptionsProto.getDescriptor()})
          .findServiceByName("Silent")
          .findMethodByName("Ask");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static RpcMethod<?, ?> of(Policy.Builder method) {
    return RpcMethod.of(
        descriptor(Policy.newBuilder(), method),
        Parcel.getDefaultInstance(),
        Parcel.getDefaultInstance());
  }
}
