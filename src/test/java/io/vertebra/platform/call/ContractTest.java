package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.rpc.StatusProto;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTest {

  private final Sources server = Sources.of(EchoRequest.getDescriptor().getFile());
  private final Contract contract = new Contract(server);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vertebra.test.v1.Echo/BidiStream",
        "/vertebra.test.v1.Echo/BidiStream",
        "vertebra.test.v1.Echo.BidiStream"
      })
  void findsAMethodByItsName(String name) {
    MethodDescriptor method = contract.method(name);

    assertThat(method.getFullName()).isEqualTo("vertebra.test.v1.Echo.BidiStream");
  }

  @Test
  void asksForAFileOnce() {
    contract.method("vertebra.test.v1.Echo/Unary");
    contract.message("vertebra.test.v1.EchoResponse");
    contract.symbol("vertebra.test.v1.Failure.code");

    assertThat(server.asked).containsExactly("vertebra.test.v1.Echo");
  }

  @Test
  void asksForImportsThatTheServerLeftOut() {
    Contract status = new Contract(Sources.of(StatusProto.getDescriptor()));

    assertThat(status.message("google.rpc.Status")).isPresent();
    assertThat(status.message("google.protobuf.Any")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Echo/Unary|Echo: unknown service (expected: one that 'list' shows; did you mean"
            + " vertebra.test.v1.Echo?)",
        "vertebra.test.v1.Eco/Unary|vertebra.test.v1.Eco: unknown service (expected: one that"
            + " 'list' shows; did you mean vertebra.test.v1.Echo?)",
        "some.Other/Unary|some.Other: unknown service (expected: one that 'list' shows)",
        "vertebra.test.v1.Echo/Unari|Unari: unknown method (expected: one of"
            + " vertebra.test.v1.Echo; did you mean Unary?)",
        "vertebra.test.v1.Echo/Completely|Completely: unknown method (expected: one of"
            + " vertebra.test.v1.Echo: BidiStream, ClientStream, ServerStream, Unary)",
        "vertebra.test.v1.EchoRequest/X|vertebra.test.v1.EchoRequest: unknown service (expected:"
            + " one that 'list' shows)",
        "Echo|Echo (expected: SERVICE/METHOD, or 'list', or 'describe')",
        "Echo/|Echo/ (expected: SERVICE/METHOD, or 'list', or 'describe')"
      })
  void suggestsWhatMayHaveBeenMeant(String name, String message) {
    assertThatThrownBy(() -> contract.method(name))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void doesWithoutAnImportThatTheServerLacks() {
    Contract lacking =
        new Contract(Sources.of(file("a.proto").addDependency("gone.proto").build()));

    assertThat(lacking.message("a.A")).isPresent();
  }

  @Test
  void refusesFilesThatImportEachOther() {
    Contract circular =
        new Contract(
            Sources.of(
                file("a.proto").addDependency("b.proto").build(),
                FileDescriptorProto.newBuilder()
                    .setName("b.proto")
                    .addDependency("a.proto")
                    .build()));

    assertThatThrownBy(() -> circular.message("a.A"))
        .isInstanceOf(RpcException.class)
        .hasMessage("INTERNAL: reflection gave a malformed a.proto: it imports itself");
  }

  @Test
  void refusesAFileThatIsNoGood() {
    FieldDescriptorProto twice =
        FieldDescriptorProto.newBuilder()
            .setName("f")
            .setNumber(0)
            .setType(FieldDescriptorProto.Type.TYPE_INT32)
            .build();
    FileDescriptorProto.Builder file = file("a.proto");
    file.getMessageTypeBuilder(0).addField(twice);

    assertThatThrownBy(() -> new Contract(Sources.of(file.build())).message("a.A"))
        .isInstanceOf(RpcException.class)
        .hasMessageStartingWith("INTERNAL: reflection gave a malformed a.proto: ");
  }

  private static FileDescriptorProto.Builder file(String name) {
    return FileDescriptorProto.newBuilder()
        .setName(name)
        .setPackage("a")
        .setSyntax("proto3")
        .addMessageType(DescriptorProto.newBuilder().setName("A"))
        .addService(ServiceDescriptorProto.newBuilder().setName("S"));
  }
}
