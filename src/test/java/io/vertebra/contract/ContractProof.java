package io.vertebra.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.util.JsonFormat;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plants breaches of every kind in a contract and lets it grow in every way; weighs what the
 * platform's own contracts cost on the wire.
 */
public final class ContractProof implements Proof {

  private static final String BLIND = "blind";
  private static final String BACKWARDS = "backwards";
  private static final String FORGETFUL = "forgetful";
  private static final String JSON = "json";

  /** How many breaches are put to the jar, as a plugin of protoc: each starts a JVM. */
  private static final int THROUGH_JAR = 20;

  private static final double SMALLER = 0.30;

  @Override
  public String topic() {
    return "contract";
  }

  @Override
  public String claim() {
    return "a contract that breaks a rule or a caller does not build; one that only grows does";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(
        BLIND, "takes every contract for a foreign one, which is not judged",
        BACKWARDS, "takes the published contract for the new one, and the reverse",
        FORGETFUL, "plants no breach of the last rule",
        JSON, "sends JSON in place of Protobuf");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Figures figures = new Figures();
    Protoc protoc = new Protoc(trial.dir());
    Scope scope = trial.breaks(BLIND) ? new Scope(List.of("shop.")) : Scope.DEFAULT;
    List<ContractCase> breaches = ContractCase.breaches();
    List<ContractCase> evolutions = ContractCase.evolutions();

    long found =
        breaches.stream()
            .filter(breach -> breach.found(protoc, scope).equals(breach.finds()))
            .count();
    figures.bar(
        "planted breaches found: file, line and rule, and nothing besides",
        "all, 40 or more",
        found + " of " + breaches.size(),
        found == breaches.size() && found >= 40,
        BLIND);
    rules(trial, figures, breaches);
    long passed = evolutions.stream().filter(e -> passes(e, protoc, trial)).count();
    figures.bar(
        "legal evolutions that pass",
        "all, 20 or more",
        passed + " of " + evolutions.size(),
        passed == evolutions.size() && passed >= 20,
        BACKWARDS);
    throughJar(trial, figures, protoc, breaches);
    sizes(trial, figures);
    return figures;
  }

  private static void rules(Trial trial, Figures figures, List<ContractCase> breaches) {
    String last = Rule.values()[Rule.values().length - 1].id();
    Set<String> broken =
        breaches.stream()
            .flatMap(breach -> breach.finds().stream())
            .map(find -> find.split(" ")[1])
            .filter(rule -> !trial.breaks(FORGETFUL) || !rule.equals(last))
            .collect(Collectors.toSet());
    figures.exactly("rules with a planted breach", Rule.values().length, broken.size(), FORGETFUL);
  }

  private static boolean passes(ContractCase evolution, Protoc protoc, Trial trial) {
    ContractCase tried = trial.breaks(BACKWARDS) ? evolution.backwards() : evolution;
    return tried.found(protoc, Scope.DEFAULT).isEmpty();
  }

  /** As another team's build meets it: the jar is the plugin, protoc fails. */
  private static void throughJar(
      Trial trial, Figures figures, Protoc protoc, List<ContractCase> breaches) throws IOException {
    Path plugin = plugin(trial);
    int step = trial.size(1, breaches.size() / THROUGH_JAR);
    int planted = 0;
    int refused = 0;
    for (int i = 0; i < breaches.size(); i += step) {
      planted++;
      refused += isRefused(breaches.get(i), protoc, plugin, trial) ? 1 : 0;
    }
    figures.exactly("builds that the jar refuses as a protoc plugin", planted, refused, BLIND);
  }

  private static Path plugin(Trial trial) throws IOException {
    Path plugin = trial.dir().resolve("protoc-gen-contract");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        plugin,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s\n"
            .formatted(java, trial.jar(), ContractPlugin.class.getName()));
    if (!plugin.toFile().setExecutable(true)) {
      throw new IOException(plugin + ": cannot be made executable");
    }
    return plugin;
  }

  private static boolean isRefused(ContractCase breach, Protoc protoc, Path plugin, Trial trial)
      throws IOException {
    Path published = trial.dir().resolve("published");
    new Baseline(published)
        .accept(
            Contract.of(protoc.compile(breach.published()).getFileList(), Scope.DEFAULT::judges),
            Scope.DEFAULT);
    String blind = trial.breaks(BLIND) ? ",foreign=shop." : "";
    try {
      protoc.run(
          breach.files(),
          List.of(
              "--plugin=" + plugin,
              "--contract_out=.",
              "--contract_opt=baseline=" + published + blind));
      return false;
    } catch (IllegalArgumentException refused) {
      return breach.finds().stream()
          .map(find -> find.split(" "))
          .allMatch(
              find ->
                  refused.getMessage().contains(find[0] + ": ")
                      && refused.getMessage().contains("[" + find[1] + "]"));
    }
  }

  /** The platform's own contracts are those it keeps as published. */
  private static void sizes(Trial trial, Figures figures) throws Exception {
    long protobuf = 0;
    long json = 0;
    for (Descriptor type : messages()) {
      Message sample = SampleMessages.of(type);
      int text = ByteString.copyFromUtf8(json(sample)).size();
      int binary = trial.breaks(JSON) ? text : sample.getSerializedSize();
      figures.note(
          type.getFullName(),
          "%d B of Protobuf, %d B of JSON, %s".formatted(binary, text, smaller(binary, text)));
      protobuf += binary;
      json += text;
    }
    figures.bar(
        "all messages together",
        "30% smaller or more",
        "%d B of Protobuf, %d B of JSON, %s".formatted(protobuf, json, smaller(protobuf, json)),
        protobuf <= (1 - SMALLER) * json,
        JSON);
  }

  private static String json(Message message) throws IOException {
    return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
  }

  private static String smaller(long binary, long text) {
    return "%d%% smaller".formatted(Math.round(100 - 100.0 * binary / text));
  }

  private static List<Descriptor> messages() throws IOException, DescriptorValidationException {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    set.addFile(TimestampProto.getDescriptor().toProto());
    for (Path file : Baseline.files(project().resolve("src/main/contract"))) {
      set.mergeFrom(Files.readAllBytes(file));
    }
    return Contract.of(set.getFileList(), Scope.DEFAULT::judges).messages();
  }

  /** It may be run from anywhere; these classes are in target/test-classes. */
  private static Path project() {
    URL classes = ContractProof.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(URI.create(classes.toString())).getParent().getParent();
  }
}
