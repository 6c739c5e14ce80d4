package io.vertebra.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

  @Test
  void keepsOrderAndAllValues() {
    Metadata metadata = Metadata.of("a", "1", "b", "2", "A", "3");
    assertThat(metadata.names()).containsExactly("a", "b");
    assertThat(metadata.getAll("a")).containsExactly("1", "3");
    assertThat(metadata.get("a")).isEqualTo("3");
    assertThat(metadata.without("A")).isEqualTo(Metadata.of("b", "2"));
    assertThat(metadata.get("c")).isNull();
  }

  @Test
  void changedCopiesLeaveTheOriginal() {
    Metadata original = Metadata.of("a", "1");
    original.with("b", "2");
    assertThat(original).isEqualTo(Metadata.of("a", "1"));
    assertThat(original.merge(Metadata.EMPTY)).isSameAs(original);
  }

  @Test
  void carriesBytesUnderBinaryNames() {
    byte[] bytes = {0, (byte) 0xfb, (byte) 0xff};
    Metadata metadata = Metadata.EMPTY.withBinary("x-bin", bytes);
    assertThat(metadata.get("x-bin")).isEqualTo("APv/");
    assertThat(metadata.getBinary("x-bin")).hasValue(bytes);
  }

  @Test
  void readsPaddedBase64AndRefusesWhatIsNone() {
    assertThat(Metadata.fromWire(new String[] {"x-bin", "AQ=="}).getBinary("x-bin"))
        .hasValue(new byte[] {1});
    assertThat(Metadata.fromWire(new String[] {"x-bin", "?"}).getBinary("x-bin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "grpc-status", ":path", "te", "Content-Type"})
  void refusesNames(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metadata.of(name, "v"))
        .withMessageStartingWith("metadata: " + name + " (expected:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "ü", "\u0000"})
  void refusesValues(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metadata.of("name", value))
        .withMessageStartingWith("metadata.name: character");
  }

  @Test
  void refusesTextUnderBinaryNamesAndBytesUnderOthers() {
    assertThatIllegalArgumentException().isThrownBy(() -> Metadata.of("x-bin", "v"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metadata.EMPTY.withBinary("x", new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> Metadata.of("odd"));
  }

  @Test
  void doesNotPrintValues() {
    assertThat(Metadata.of("authorization", "secret").toString())
        .contains("authorization")
        .doesNotContain("secret");
  }
}
