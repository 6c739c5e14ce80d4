package io.vertebra.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertebra.contract.Idempotency;
import io.vertebra.options.OptionsProto;
import io.vertebra.options.Policy;
import io.vertebra.test.relay.Parcel;
import io.vertebra.test.relay.RelayProto;
import io.vertebra.test.relay.RelayService;
import io.vertebra.test.relay.SilentService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MethodPolicyTest {

  private static final FileDescriptor GENERATED = RelayProto.getDescriptor();

  @Test
  void isReadByGeneratedMethods() {
    assertThat(RelayService.METHOD_PASS.policy())
        .isEqualTo(
            new MethodPolicy(
                Optional.of(Duration.ofMinutes(20)), false, Idempotency.KEYED, Optional.of("id")));
    assertThat(RelayService.METHOD_PASS.policy()).hasToString("deadline 20m, keyed by id");
    assertThat(RelayService.METHOD_PASS_MANY.policy()).hasToString("deadline 20m, idempotent");
    assertThat(RelayService.METHOD_PASS_ALL.policy()).hasToString("deadline 20m, not idempotent");
    assertThat(RelayService.METHOD_HURRY.policy()).hasToString("deadline 200ms, idempotent");
    assertThat(RelayService.METHOD_LINGER.policy()).hasToString("no deadline, idempotent");
    assertThat(SilentService.METHOD_ASK.policy()).isEqualTo(MethodPolicy.UNSTATED);
    assertThat(SilentService.METHOD_READ.policy())
        .as("the standard option")
        .hasToString("deadline not stated, idempotent");
    assertThat(RpcMethod.unknown("a/b").policy()).isEqualTo(MethodPolicy.UNSTATED);
  }

  @Test
  void isTheSameWhenADescriptorDoesNotKnowTheOptions() throws Exception {
    FileDescriptorProto bytes = FileDescriptorProto.parseFrom(GENERATED.toProto().toByteString());
    assertThat(bytes.getService(0).getOptions().getUnknownFields().asMap()).isNotEmpty();

    isTheSameIn(link(bytes, OptionsProto.getDescriptor()));
  }

  @Test
  void isTheSameWhenADescriptorLacksTheFileOfTheOptions() throws Exception {
    FileDescriptorProto bytes = FileDescriptorProto.parseFrom(GENERATED.toProto().toByteString());

    isTheSameIn(link(bytes.toBuilder().clearDependency().build()));
  }

  private static void isTheSameIn(FileDescriptor file) {
    for (ServiceDescriptor service : file.getServices()) {
      ServiceDescriptor generated = GENERATED.findServiceByName(service.getName());
      for (MethodDescriptor method : service.getMethods()) {
        assertThat(MethodPolicy.of(method))
            .isEqualTo(MethodPolicy.of(generated.findMethodByName(method.getName())));
      }
    }
  }

  private static FileDescriptor link(FileDescriptorProto file, FileDescriptor... imports)
      throws DescriptorValidationException {
    return FileDescriptor.buildFrom(file, imports);
  }

  @Test
  void saysWhichRequestsMayBeSentAgain() throws InvalidProtocolBufferException {
    MethodPolicy keyed = RelayService.METHOD_PASS.policy();
    Parcel parcel = Parcel.newBuilder().setId("a").build();

    assertThat(keyed.isRepeatable(parcel)).isTrue();
    assertThat(
            keyed.isRepeatable(
                DynamicMessage.parseFrom(Parcel.getDescriptor(), parcel.toByteString())))
        .isTrue();
    assertThat(keyed.isRepeatable(Parcel.getDefaultInstance())).isFalse();
    assertThat(keyed.isRepeatable(Empty.getDefaultInstance())).as("of another type").isFalse();
    assertThat(RelayService.METHOD_HURRY.policy().isRepeatable(Parcel.getDefaultInstance()))
        .isTrue();
    assertThat(RelayService.METHOD_PASS_ALL.policy().isRepeatable(parcel)).isFalse();
  }

  @Test
  void refusesOptionsThatMakeNoSense() throws DescriptorValidationException {
    assertRefused(
        Policy.newBuilder().setDeadline("5"), "deadline 5 (expected: such as 250ms, or none)");
    assertRefused(
        Policy.newBuilder().setIdempotency(Policy.Idempotency.KEYED).setKey("kind"),
        "key kind (expected: a string field of vertebra.test.relay.Parcel)");
    assertRefused(
        Policy.newBuilder().setKey("id"),
        "key id of what is not KEYED (expected: KEYED, or no key)");
  }

  private static void assertRefused(Policy.Builder policy, String why)
      throws DescriptorValidationException {
    FileDescriptorProto.Builder file = GENERATED.toProto().toBuilder();
    file.getServiceBuilder(1)
        .getMethodBuilder(0)
        .getOptionsBuilder()
        .setExtension(OptionsProto.method, policy.build());
    MethodDescriptor method =
        link(file.build(), OptionsProto.getDescriptor())
            .findServiceByName("Silent")
            .findMethodByName("Ask");

    assertThatThrownBy(
            () -> RpcMethod.of(method, Parcel.getDefaultInstance(), Parcel.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vertebra.test.relay.Silent.Ask: " + why);
  }

  @Test
  void refusesAKeyOfWhatIsNotKeyed() {
    for (Idempotency idempotency : List.of(Idempotency.NONE, Idempotency.IDEMPOTENT)) {
      assertThatThrownBy(
              () -> new MethodPolicy(Optional.empty(), false, idempotency, Optional.of("id")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                new MethodPolicy(
                    Optional.of(Duration.ofSeconds(1)), true, Idempotency.NONE, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
