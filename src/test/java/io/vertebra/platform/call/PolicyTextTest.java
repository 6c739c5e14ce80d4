package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.TextFormat;
import io.vertebra.options.OptionsProto;
import io.vertebra.options.Policy;
import io.vertebra.test.relay.RelayProto;
import io.vertebra.test.relay.RelayService;
import io.vertebra.test.relay.SilentService;
import org.junit.jupiter.api.Test;

class PolicyTextTest {

  private static final String DEFAULT_BREAKER =
      "breaker: 50% of 20 or more calls in 10s failed, open for 1s";
  private static final String DEFAULT_REST = "critical, no rate limit, fallback forbidden";

  /** {@code vertebra.test.relay.Silent/Ask} with a policy. */
  private static MethodDescriptor stating(String policy) throws Exception {
    FileDescriptorProto.Builder file = RelayProto.getDescriptor().toProto().toBuilder();
    MethodDescriptorProto.Builder ask = file.getServiceBuilder(1).getMethodBuilder(0);
    Policy stated = TextFormat.parse(policy, Policy.class);
    ask.getOptionsBuilder().setExtension(OptionsProto.method, stated);
    return link(file.build()).findServiceByName("Silent").findMethodByName("Ask");
  }

  private static FileDescriptor link(FileDescriptorProto file)
      throws DescriptorValidationException {
    return FileDescriptor.buildFrom(file, new FileDescriptor[] {OptionsProto.getDescriptor()});
  }

  @Test
  void saysNothingOfAContractThatStatesNothing() {
    assertThat(PolicyText.of(SilentService.METHOD_ASK.descriptor())).isEmpty();
  }

  @Test
  void saysWhatIsInForce() {
    assertThat(PolicyText.of(RelayService.METHOD_PASS.descriptor()))
        .containsExactly(
            "deadline 20m, keyed by id",
            "retry: up to 4 attempts after DEADLINE_EXCEEDED, UNAVAILABLE, backoff 10ms..300ms,"
                + " times 2",
            DEFAULT_BREAKER,
            DEFAULT_REST);
    assertThat(PolicyText.of(RelayService.METHOD_PASS_ALL.descriptor()))
        .containsExactly(
            "deadline 20m, not idempotent",
            "neither retry nor hedging",
            DEFAULT_BREAKER,
            DEFAULT_REST);
  }

  @Test
  void saysAllThatIsStated() throws Exception {
    assertThat(
            PolicyText.of(
                stating(
                    """
                    deadline: "2s" attempt_timeout: "500ms" idempotency: IDEMPOTENT
                    hedging { max_attempts: 3 delay: "50ms" non_fatal_codes: "UNAVAILABLE" }
                    breaker { failure_ratio: 0.55 slow_call: "1s" }
                    criticality: SHEDDABLE_PLUS rate { per_second: 2.5 per_identity: true }
                    fallback: ALLOWED auth_scope: "pay.read" auth_scope: "pay.write"
                    """)))
        .containsExactly(
            "deadline 2s, idempotent, each attempt 500ms",
            "hedging: up to 3 attempts, one each 50ms, at once after UNAVAILABLE",
            "breaker: 55% of 20 or more calls in 10s failed or slower than 1s, open for 1s",
            "sheddable plus, 2.5 calls/s per caller, burst 2, fallback allowed",
            "scopes: pay.read, pay.write");
  }

  @Test
  void saysWhatOpensABreaker() throws Exception {
    assertThat(PolicyText.of(stating("breaker { mode: OFF }"))).contains("breaker: off");
    assertThat(PolicyText.of(stating("breaker { mode: CONSECUTIVE }")))
        .contains("breaker: 5 calls in a row failed, open for 1s");
    assertThat(PolicyText.of(stating("breaker { mode: ADAPTIVE window: \"5s\" }")))
        .contains("breaker: adaptive, over 5s");
  }

  @Test
  void saysWhatMakesNoSense() throws Exception {
    assertThat(PolicyText.of(stating("deadline: \"5\"")))
        .containsExactly(
            "policy refused: vertebra.test.relay.Silent.Ask: deadline 5"
                + " (expected: such as 250ms, or none)");
  }

  @Test
  void isTheSameWhenADescriptorDoesNotKnowTheOptions() throws Exception {
    MethodDescriptor generated = RelayService.METHOD_PASS.descriptor();
    FileDescriptorProto bytes =
        FileDescriptorProto.parseFrom(generated.getFile().toProto().toByteString());
    MethodDescriptor reflected = link(bytes).findServiceByName("Relay").findMethodByName("Pass");

    assertThat(ProtoText.of(reflected)).isEqualTo(ProtoText.of(generated));
  }

  @Test
  void comesAfterTheDeclarationOfAMethod() {
    assertThat(ProtoText.of(RelayService.METHOD_PASS.descriptor()).lines())
        .containsSubsequence("}", "// deadline 20m, keyed by id");
  }
}
