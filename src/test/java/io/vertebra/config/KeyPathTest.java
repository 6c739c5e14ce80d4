package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPathTest {

  @Test
  void quotesKeysWithOtherCharacters() {
    KeyPath path = KeyPath.ROOT.child("methods").child("pkg.Service/Call").child("deadline");

    assertThat(path).hasToString("methods.\"pkg.Service/Call\".deadline");
    assertThat(KeyPath.keys(path.text()))
        .containsExactly("methods", "pkg.Service/Call", "deadline");
  }

  @Test
  void showsTheIndexOfAnItem() {
    assertThat(KeyPath.ROOT.child("hosts").item(2).child("port")).hasToString("hosts[2].port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "\"a", "a\"b\"", "\"a\"b", "\"\""})
  void refusesWhatIsNotKeysJoinedByDots(String path) {
    assertThatThrownBy(() -> KeyPath.keys(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(path + " (expected: keys joined by dots)");
  }
}
