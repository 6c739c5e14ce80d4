package io.vertebra.resilience.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.test.relay.Parcel;
import io.vertebra.test.relay.RelayService;
import io.vertebra.test.relay.SilentService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceConfigTest {

  private static final RpcMethod<?, ?> ASK = SilentService.METHOD_ASK;
  private static final RpcMethod<?, ?> READ = SilentService.METHOD_READ;
  private static final RpcMethod<?, ?> HURRY = RelayService.METHOD_HURRY;

  private static final String RETRY =
      """
      'retryPolicy': {'maxAttempts': 3, 'initialBackoff': '0.02s', 'maxBackoff': '1s',
        'backoffMultiplier': 1.5, 'retryableStatusCodes': ['unavailable', 10, 'Internal']}""";

  private static ServiceConfig parse(String json) {
    return ServiceConfig.parse(json.replace('\'', '"'));
  }

  /** One entry. */
  private static ServiceConfig entry(String names, String members) {
    return parse("{'methodConfig': [{'name': [" + names + "], " + members + "}]}");
  }

  private static ServiceConfig all(String members) {
    return entry("{}", members);
  }

  private static MethodResilience over(ServiceConfig config, RpcMethod<?, ?> method) {
    return config.over(MethodResilience.of(method.descriptor()), method);
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static void assertEntryRefused(String members, String message) {
    assertRefused(
        "{'methodConfig': [{'name': [{}], " + members + "}]}", "methodConfig[0]." + message);
  }

  @Test
  void takesWhatIsWrittenForGrpcGo() {
    ServiceConfig config =
        ServiceConfig.parse(
            """
            {
              "methodConfig": [{
                "name": [{"service": "vertebra.test.relay.Silent", "method": "Read"}],
                "retryPolicy": {
                  "MaxAttempts": 4,
                  "InitialBackoff": ".01s",
                  "MaxBackoff": ".3s",
                  "BackoffMultiplier": 2,
                  "RetryableStatusCodes": ["UNAVAILABLE", "DEADLINE_EXCEEDED"]
                }
              }]
            }
            """);

    assertThat(over(config, READ).retry())
        .hasValue(
            new RetryPolicy(
                4,
                Duration.ofMillis(10),
                Duration.ofMillis(300),
                2,
                Set.of(RpcCode.UNAVAILABLE, RpcCode.DEADLINE_EXCEEDED)));
  }

  @Test
  void takesEntriesForServicesThatNobodyKnows() {
    ServiceConfig config =
        entry("{'service': 'pb.UserService', 'method': 'GetUser'}", "'timeout': '1s', " + RETRY);

    assertThatCode(() -> config.checkedAgainst(List.of(READ))).doesNotThrowAnyException();
    assertThat(config).hasToString("service config for [pb.UserService/GetUser]");
    RpcMethod<?, ?> unknown = RpcMethod.unknown("pb.UserService/GetUser");
    assertThat(config.over(MethodResilience.UNSTATED, unknown).retry()).isEmpty();
  }

  @Test
  void takesWhatGrpcKnowsAndNobodyUsesHere() {
    ServiceConfig config =
        parse(
            """
            {'loadBalancingPolicy': 'round_robin', 'loadBalancingConfig': [{'round_robin': {}}],
             'healthCheckConfig': {'serviceName': 'foo'}, 'retryThrottling': null,
             'methodConfig': [{'name': [{}], 'waitForReady': true, 'timeout': '1.000000001s',
               'maxRequestMessageBytes': 1024, 'maxResponseMessageBytes': '2048'},
              {'timeout': '1s'}]}
            """);

    assertThat(over(config, ASK).timeout()).hasValue(Duration.ofSeconds(1, 1));
    assertThat(config.retryThrottling()).isEqualTo(RetryThrottling.DEFAULT);
  }

  @Test
  void readsRetryHedgingAndThrottling() {
    ServiceConfig config =
        parse(
            """
            {'retryThrottling': {'maxTokens': 100, 'tokenRatio': 0.5},
             'methodConfig': [
               {'name': [{'service': 'vertebra.test.relay.Silent'}], %s},
               {'name': [{}], 'hedgingPolicy': {'maxAttempts': 4, 'hedgingDelay': '0.5s',
                 'nonFatalStatusCodes': ['UNAVAILABLE', 2]}}]}
            """
                .formatted(RETRY));

    assertThat(config.retryThrottling()).isEqualTo(new RetryThrottling(100, 0.5));
    assertThat(over(config, READ).retry())
        .hasValue(
            new RetryPolicy(
                3,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                1.5,
                Set.of(RpcCode.UNAVAILABLE, RpcCode.ABORTED, RpcCode.INTERNAL)));
    assertThat(over(config, HURRY).retry()).as("that of the contract is replaced").isEmpty();
    assertThat(over(config, HURRY).hedging())
        .hasValue(
            new HedgingPolicy(
                4, Duration.ofMillis(500), Set.of(RpcCode.UNAVAILABLE, RpcCode.UNKNOWN)));
  }

  @Test
  void clampsAttemptsAsGrpcDoes() {
    assertThat(over(all(RETRY.replace("3,", "60,")), READ).retry().orElseThrow().maxAttempts())
        .isEqualTo(5);
    assertThat(
            over(all("'hedgingPolicy': {'maxAttempts': '7'}"), READ)
                .hedging()
                .orElseThrow()
                .maxAttempts())
        .isEqualTo(5);
  }

  @Test
  void waitsNeverLongerThanTheMaximum() {
    RetryPolicy retry = over(all(RETRY.replace("'0.02s'", "'5s'")), READ).retry().orElseThrow();

    assertThat(retry.initialBackoff()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void takesTheLongestDurationsOfProtobuf() {
    MethodResilience endless = over(all("'timeout': '315576000000.999999999s'"), ASK);

    assertThat(endless.timeout().orElseThrow().toNanos()).isPositive();
  }

  @Test
  void takesTheExampleOfThePage() throws IOException {
    String page = Files.readString(Path.of("docs/RESILIENCE.md"));
    String example = page.split("```json\n")[1].split("```")[0];

    assertThat(ServiceConfig.parse(example))
        .hasToString(
            "service config for [payment.account.v1.Account/Balance, payment.account.v1.Account,"
                + " all]");
  }

  @Test
  void readsOurOwnKeys() {
    MethodResilience own =
        over(
            all(
                """
                'timeout': '2s', 'attemptTimeout': '0.5s', 'criticality': 'sheddable_plus',
                'rate': {'perSecond': 2.5, 'perIdentity': true}, 'fallback': 'ALLOWED',
                'circuitBreaker': {'mode': 'consecutive', 'consecutiveFailures': 3,
                  'openFor': '5s', 'slowCall': '1s'}
                """),
            READ);

    assertThat(own)
        .isEqualTo(
            new MethodResilience(
                Optional.of(Duration.ofSeconds(2)),
                Optional.of(Duration.ofMillis(500)),
                Optional.of(RetryPolicy.DEFAULT),
                Optional.empty(),
                new BreakerPolicy(
                    BreakerPolicy.Mode.CONSECUTIVE,
                    Duration.ofSeconds(10),
                    0.5,
                    20,
                    3,
                    Optional.of(Duration.ofSeconds(1)),
                    Duration.ofSeconds(5)),
                Criticality.SHEDDABLE_PLUS,
                Optional.of(new RatePolicy(2.5, 2, true)),
                true,
                false));
  }

  @Test
  void leavesWhatItDoesNotStateToTheContract() {
    assertThat(over(ServiceConfig.EMPTY, READ)).isEqualTo(MethodResilience.of(READ.descriptor()));
    assertThat(over(parse("{}"), READ)).isEqualTo(MethodResilience.of(READ.descriptor()));
    assertThat(over(all("'timeout': '1s'"), READ).retry()).hasValue(RetryPolicy.DEFAULT);
  }

  @Test
  void endsRetriesOfEverythingWhenToldSo() {
    assertThat(over(all("'repeat': false"), READ)).isEqualTo(MethodResilience.UNSTATED);
    assertEntryRefused(
        "'repeat': false, " + RETRY,
        "retryPolicy: stated beside \"repeat\": false (expected: one of them)");
  }

  @Test
  void theEntryThatSaysMostAboutAMethodCountsAlone() {
    ServiceConfig config =
        parse(
            """
            {'methodConfig': [
              {'name': [{'service': ''}], 'timeout': '1s', 'criticality': 'SHEDDABLE'},
              {'name': [{'service': 'vertebra.test.relay.Silent'}], 'timeout': '2s'},
              {'name': [{'service': 'x.Y', 'method': 'Z'},
                        {'service': 'vertebra.test.relay.Silent', 'method': 'Ask'}],
               'timeout': '3s'}]}
            """);

    assertThat(over(config, ASK).timeout()).hasValue(Duration.ofSeconds(3));
    assertThat(over(config, READ).timeout()).hasValue(Duration.ofSeconds(2));
    assertThat(over(config, HURRY).timeout()).hasValue(Duration.ofSeconds(1));
    assertThat(over(config, HURRY).criticality()).isEqualTo(Criticality.SHEDDABLE);
    assertThat(over(config, READ).criticality()).as("no merging").isEqualTo(Criticality.CRITICAL);
  }

  @Test
  void refusesAMethodByNameThatMayNotBeRepeated() {
    ServiceConfig named =
        entry("{'service': 'vertebra.test.relay.Silent', 'method': 'Ask'}", RETRY);

    assertThatThrownBy(() -> named.checkedAgainst(List.of(READ, ASK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "methodConfig[0].retryPolicy: of vertebra.test.relay.Silent/Ask, which is not"
                + " idempotent (expected: a method that the contract calls idempotent, or"
                + " \"allowNonIdempotent\": true)");
    assertThatCode(() -> named.checkedAgainst(List.of(READ))).doesNotThrowAnyException();
    assertThat(over(named, ASK).retry()).as("until it is known").isEmpty();
  }

  @Test
  void leavesRetryOfAllOffWhatMayNotBeRepeated() {
    ServiceConfig config = all(RETRY);

    assertThatCode(() -> config.checkedAgainst(List.of(ASK, READ))).doesNotThrowAnyException();
    assertThat(over(config, ASK)).isEqualTo(MethodResilience.UNSTATED);
    assertThat(over(config, READ).retry().orElseThrow().maxAttempts()).isEqualTo(3);
  }

  @Test
  void retriesWhatMayNotBeRepeatedWhenToldSo() {
    String members = "'allowNonIdempotent': true, " + RETRY;
    ServiceConfig named =
        entry("{'service': 'vertebra.test.relay.Silent', 'method': 'Ask'}", members);

    assertThatCode(() -> named.checkedAgainst(List.of(ASK))).doesNotThrowAnyException();
    MethodResilience retried = over(named, ASK);
    assertThat(retried.retry()).isPresent();
    assertThat(retried.isRepeatable(ASK, Parcel.getDefaultInstance())).isTrue();
    assertThat(over(all(members), ASK).isRepeatable(ASK, Parcel.getDefaultInstance())).isTrue();
    assertThat(over(all("'allowNonIdempotent': true"), ASK).nonIdempotentAllowed())
        .as("of nothing")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'maxAttempts': 3 | 'maxAttempts': 0 | maxAttempts: 0 (expected: 2..5)",
        "'maxAttempts': 3 | 'maxAttempts': 1 | maxAttempts: 1 (expected: 2..5)",
        "'maxAttempts': 3 | 'maxAttempts': 2.5 | maxAttempts: 2.5 (expected: a whole number)",
        "'maxAttempts': 3 | 'maxAttempts': true | maxAttempts: true (expected: a whole number)",
        "'maxAttempts': 3, |  | maxAttempts: not stated (expected: a value)",
        "'0.02s' | '20ms' | initialBackoff: 20ms (expected: seconds, such as 1.5s)",
        "'0.02s' | '-1s' | initialBackoff: -1s (expected: seconds, such as 1.5s)",
        "'0.02s' | '.s' | initialBackoff: .s (expected: seconds, such as 1.5s)",
        "'0.02s' | 5 | initialBackoff: 5 (expected: seconds, such as 1.5s)",
        "'0.02s' | '0s' | initialBackoff: 0s (expected: 1ms..1m)",
        "'1s' | '601s' | maxBackoff: 601s (expected: 20ms..10m)",
        "1.5, | 0, | backoffMultiplier: 0.0 (expected: 1..10)",
        "1.5, | 'x', | backoffMultiplier: x (expected: a number)",
        "10, | 17, | retryableStatusCodes[1]: 17 (expected: a status code, such as UNAVAILABLE or 14)",
        "10, | 'GONE', | retryableStatusCodes[1]: GONE (expected: a status code, such as UNAVAILABLE or 14)",
        "10, | 0, | retryableStatusCodes: * (expected: at least one status code, not OK)",
        "'unavailable', 10, 'Internal' | | retryableStatusCodes: [] (expected: at least one status code, not OK)",
        "'maxAttempts': 3 | 'maxAttemps': 3 | maxAttemps: unknown key (expected: a known key; did you mean maxAttempts?)",
        "'maxAttempts': 3 | 'maxAttempts': 3, 'MaxAttempts': 3 | MaxAttempts: stated twice (expected: once)",
      })
  void refusesARetryThatMakesNoSense(String from, String to, String message) {
    String members = RETRY.replace(from, to == null ? "" : to);

    assertThatThrownBy(() -> all(members))
        .isInstanceOf(IllegalArgumentException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .matches("\\QmethodConfig[0].retryPolicy." + message.replace("*", "\\E.*\\Q") + "\\E");
  }

  @Test
  void refusesOtherThingsThatMakeNoSense() {
    assertEntryRefused("'timeout': '0s'", "timeout: 0s (expected: above 0s)");
    assertEntryRefused(
        "'timeout': '1s', 'attemptTimeout': '2s'",
        "attemptTimeout: 2s (expected: not above timeout, which is 1s)");
    assertEntryRefused(
        RETRY + ", 'hedgingPolicy': {'maxAttempts': 2}",
        "hedgingPolicy: stated beside retryPolicy (expected: one of them)");
    assertEntryRefused(
        "'hedgingPolicy': {'maxAttempts': 2, 'hedgingDelay': '3601s'}",
        "hedgingPolicy.hedgingDelay: 3601s (expected: 0s..1h)");
    assertEntryRefused(
        "'hedgingPolicy': {'maxAttempts': 2, 'hedgingDelay': '1m', 'nonFatalStatusCodes': ['x']}",
        "hedgingPolicy.hedgingDelay: 1m (expected: seconds, such as 1.5s)");
    assertEntryRefused(
        "'circuitBreaker': {'failureRatio': 1.5}",
        "circuitBreaker.failureRatio: 1.5 (expected: above 0, up to 1)");
    assertEntryRefused(
        "'circuitBreaker': {'mode': 'SOMETIMES'}",
        "circuitBreaker.mode: SOMETIMES"
            + " (expected: one of [OFF, FAILURE_RATE, CONSECUTIVE, ADAPTIVE])");
    assertEntryRefused("'rate': {}", "rate.perSecond: not stated (expected: a value)");
    assertEntryRefused(
        "'fallback': true", "fallback: true (expected: one of [FORBIDDEN, ALLOWED])");
    assertEntryRefused("'retryPolicy': []", "retryPolicy: [] (expected: an object)");
    assertEntryRefused("'repeat': 1", "repeat: 1 (expected: true or false)");
  }

  @Test
  void refusesNamesThatMakeNoSense() {
    assertRefused(
        "{'methodConfig': [{'name': [{'method': 'Ask'}]}]}",
        "methodConfig[0].name[0].method: Ask (expected: a service beside it)");
    assertRefused(
        "{'methodConfig': [{'name': [{'service': 'a.B'}]}, {'name': [{'service': 'a.B'}]}]}",
        "methodConfig[1].name: a.B (expected: a name that is not in methodConfig[0] already)");
    assertRefused(
        "{'methodConfig': [{'name': {'service': 'a.B'}}]}",
        "methodConfig[0].name: {service=a.B} (expected: an array)");
    assertRefused(
        "{'methodConfig': [{'name': [{'service': 5}]}]}",
        "methodConfig[0].name[0].service: 5 (expected: a text)");
    assertRefused(
        "{'methodConfigs': []}",
        "methodConfigs: unknown key (expected: a known key; did you mean methodConfig?)");
    assertRefused(
        "{'retryThrottling': {'maxTokens': 0, 'tokenRatio': 1}}",
        "retryThrottling.maxTokens: 0.0 (expected: above 0, up to 1000)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}}", "{'methodConfig': [}", "[", "nil"})
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("service config: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "5", "'text'"})
  void refusesWhatIsNoObject(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("(expected: an object)");
  }
}
