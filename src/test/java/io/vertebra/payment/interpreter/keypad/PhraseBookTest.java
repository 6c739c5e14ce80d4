package io.vertebra.payment.interpreter.keypad;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.interpreter.v1.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhraseBookTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1#         | Account balance                          | 查询账户余额",
        "1#2#       | Account balance; Last payments           | 查询账户余额；查询最近付款",
        "7*12345*250# | Transfer 250 to account 12345          | 向账户 12345 转账 250",
        "8*6222#    | Report card 6222 lost                    | 挂失银行卡 6222",
        "2          | Last payments                            | 查询最近付款",
        "\"\"       | No key was pressed                       | 没有按键",
        "##         | No key was pressed                       | 没有按键",
        "99#        | Unknown request 99                       | 未知请求 99",
        "7*1#       | Unknown request 7*1                      | 未知请求 7*1",
        "7**5#      | Unknown request 7**5                     | 未知请求 7**5",
        "1*#        | Unknown request 1*                       | 未知请求 1*",
        "A#         | Unknown request A                        | 未知请求 A"
      })
  void saysWhatKeysAskFor(String keys, String english, String chinese) {
    assertThat(PhraseBook.complete(keys, Language.LANGUAGE_ENGLISH)).isEqualTo(english);
    assertThat(PhraseBook.complete(keys, Language.LANGUAGE_CHINESE)).isEqualTo(chinese);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1    | 1",
        "1#   | Account balance",
        "1#7* | Account balance; 7*",
        "9#9  | Back to the menu; 9"
      })
  void leavesWhatIsNotCompleteAsItIs(String keys, String english) {
    assertThat(PhraseBook.interim(keys, Language.LANGUAGE_ENGLISH)).isEqualTo(english);
  }
}
