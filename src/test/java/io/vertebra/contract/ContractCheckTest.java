package io.vertebra.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractCheckTest {

  @TempDir static Path dir;
  static Protoc protoc;

  @BeforeAll
  static void findProtoc() {
    protoc = new Protoc(dir);
  }

  static List<ContractCase> breaches() {
    return ContractCase.breaches();
  }

  static List<ContractCase> evolutions() {
    return ContractCase.evolutions();
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void findsABreachAndNothingElse(ContractCase breach) {
    assertThat(breach.finds()).isNotEmpty();
    assertThat(breach.found(protoc, Scope.DEFAULT)).isEqualTo(breach.finds());
  }

  @ParameterizedTest
  @MethodSource("evolutions")
  void letsAContractGrow(ContractCase evolution) {
    assertThat(evolution.finds()).isEmpty();
    assertThat(evolution.found(protoc, Scope.DEFAULT)).isEmpty();
  }

  @Test
  void hasABreachOfEveryRule() {
    Set<String> broken =
        breaches().stream()
            .flatMap(breach -> breach.finds().stream())
            .map(find -> find.split(" ")[1])
            .collect(Collectors.toSet());

    assertThat(broken)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Rule.values()).map(Rule::id).collect(Collectors.toSet()));
  }

  @Test
  void saysWhereWhatAndHowToMend() {
    FileDescriptorSet set =
        protoc.compile(
            Map.of("shop.proto", ContractCase.shop().replace("bytes photo", "string photo")));
    FileDescriptorSet old = protoc.compile(Map.of("shop.proto", ContractCase.shop()));

    List<Finding> findings =
        ContractCheck.changes(
            Contract.of(old.getFileList(), Scope.DEFAULT::judges),
            Contract.of(set.getFileList(), Scope.DEFAULT::judges));

    assertThat(findings)
        .extracting(Finding::toString)
        .containsExactly(
            "shop.proto:64: field shop.v1.Item.photo: type string (expected: bytes, as published);"
                + " to mend: give it back its type, deprecate it, and add another field"
                + " [field-type]");
  }
}
