package io.vertebra.payment.interpreter.keypad;

import io.vertebra.payment.interpreter.v1.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the keys of a telephone ask of a bank, in words.
 *
 * <p>A request is a code, for some codes followed by arguments that {@code *} sets apart, and ends
 * with {@code #}: {@code 1#} or {@code 7*12345*250#}. Immutable.
 */
final class PhraseBook {

  /**
   * What a code means.
   *
   * @param arguments how many it takes; {@code {0}} and {@code {1}} stand for them in the texts
   */
  private record Phrase(int arguments, String english, String chinese) {

    String in(Language language) {
      return language == Language.LANGUAGE_CHINESE ? chinese : english;
    }
  }

  private static final Map<String, Phrase> PHRASES =
      Map.ofEntries(
          Map.entry("0", new Phrase(0, "Speak to a person", "转人工服务")),
          Map.entry("1", new Phrase(0, "Account balance", "查询账户余额")),
          Map.entry("2", new Phrase(0, "Last payments", "查询最近付款")),
          Map.entry("3", new Phrase(0, "Exchange rates", "查询汇率")),
          Map.entry("4", new Phrase(0, "Change the PIN", "修改密码")),
          Map.entry("5", new Phrase(1, "State of payment {0}", "查询付款 {0} 的状态")),
          Map.entry("6", new Phrase(1, "Activate card {0}", "激活银行卡 {0}")),
          Map.entry("7", new Phrase(2, "Transfer {1} to account {0}", "向账户 {0} 转账 {1}")),
          Map.entry("8", new Phrase(1, "Report card {0} lost", "挂失银行卡 {0}")),
          Map.entry("9", new Phrase(0, "Back to the menu", "返回主菜单")));

  private static final Phrase UNKNOWN = new Phrase(1, "Unknown request {0}", "未知请求 {0}");
  private static final Phrase NOTHING = new Phrase(0, "No key was pressed", "没有按键");

  private PhraseBook() {}

  /** The text of keys of which more may follow: what is not complete yet stays as it is. */
  static String interim(String keys, Language language) {
    int complete = keys.lastIndexOf('#') + 1;
    List<String> parts = phrases(keys.substring(0, complete), language);
    if (complete < keys.length()) {
      parts.add(keys.substring(complete));
    }
    return joined(parts, language);
  }

  /** The text of all keys of a session: what is not complete counts as if it were. */
  static String complete(String keys, Language language) {
    List<String> parts = phrases(keys, language);
    return parts.isEmpty() ? NOTHING.in(language) : joined(parts, language);
  }

  private static List<String> phrases(String keys, Language language) {
    List<String> phrases = new ArrayList<>();
    for (String request : keys.split("#")) {
      if (!request.isEmpty()) {
        phrases.add(phrase(request, language));
      }
    }
    return phrases;
  }

  private static String phrase(String request, Language language) {
    List<String> parts = Arrays.asList(request.split("\\*", -1));
    Phrase phrase = PHRASES.get(parts.get(0));
    List<String> arguments = parts.subList(1, parts.size());
    if (phrase == null || phrase.arguments() != arguments.size() || arguments.contains("")) {
      return UNKNOWN.in(language).replace("{0}", request);
    }
    String text = phrase.in(language);
    for (int i = 0; i < arguments.size(); i++) {
      text = text.replace("{" + i + "}", arguments.get(i));
    }
    return text;
  }

  private static String joined(List<String> parts, Language language) {
    return String.join(language == Language.LANGUAGE_CHINESE ? "；" : "; ", parts);
  }
}
