package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import io.vertebra.rpc.RpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCheckTest {

  private static String violation(RequestCheck check) {
    RpcException refused = catchThrowableOfType(RpcException.class, check::orRefuse);
    BadRequest details = refused.status().detail(BadRequest.class).orElseThrow();
    assertThat(details.getFieldViolationsCount()).isEqualTo(1);
    return details.getFieldViolations(0).getDescription();
  }

  @Test
  void letsAGoodRequestPass() {
    assertThatCode(
            () ->
                new RequestCheck()
                    .key("key", "a.B-9_:z")
                    .id("id", "a-1")
                    .name("name", "Zoë 王")
                    .text("text", "")
                    .positive("amount", Contract.money(Long.MAX_VALUE, "JPY"))
                    .orRefuse())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "ä", "a/b"})
  void refusesOtherCharactersInKeys(String key) {
    assertThat(violation(new RequestCheck().key("key", key))).contains("expected: 1 to 128 of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "-ab", "a b", "../x", "a'--"})
  void refusesOtherCharactersInIds(String id) {
    assertThat(violation(new RequestCheck().id("id", id))).contains("expected: 3 to 64 of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eur", "EURO", "ABC", "XXX", "XAU"})
  void refusesWhatIsNoMoney(String currency) {
    assertThat(violation(new RequestCheck().currency("currency", currency)))
        .contains("expected: an ISO 4217 code");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void refusesAmountsThatAreNotPositive(long amount) {
    assertThat(violation(new RequestCheck().positive("amount", Contract.money(amount, "EUR"))))
        .isEqualTo("\"" + amount + "\" (expected: 1 or more)");
  }

  @Test
  void countsCharactersAsPeopleDo() {
    String longest = "𝄞".repeat(200);

    assertThatCode(() -> new RequestCheck().text("text", longest).orRefuse())
        .doesNotThrowAnyException();
    assertThat(violation(new RequestCheck().text("text", longest + "𝄞")))
        .isEqualTo("\"" + "𝄞".repeat(80) + "...\" (expected: at most 200 characters)");
  }

  @Test
  void showsNoControlCharacters() {
    assertThat(violation(new RequestCheck().text("text", "a\u001b[2J")))
        .isEqualTo("\"a?[2J\" (expected: no control characters)");
  }
}
