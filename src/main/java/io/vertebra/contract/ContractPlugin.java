package io.vertebra.contract;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A protoc plugin that fails the build on a breach of the contract rules; it generates nothing.
 *
 * <p>Judges the files that protoc is asked to generate, and not what they import. One thread.
 */
public final class ContractPlugin {

  private static final String HELP =
      """
      Vertebra's contract check as a protoc plugin: fails the build on a breach of the rules, or of
      what was published before. It generates nothing.

        printf '#!/bin/sh\\nexec java -cp vertebra.jar io.vertebra.contract.ContractPlugin\\n' \\
            > protoc-gen-contract && chmod +x protoc-gen-contract
        protoc --plugin=./protoc-gen-contract --contract_out=. \\
            --contract_opt=baseline=published account.proto

      All files of the contract are to be given at once. Options, separated by commas:
        baseline=DIR     the published contract; without it only the rules are checked
        mode=accept      writes the baseline anew instead of comparing with it (default: check)
        sources=DIR      where the .proto files are, for the places in findings
        foreign=PREFIX   packages that are not judged; can be repeated (default: google. and grpc.)
      """;

  private final PluginOptions options;
  private final PrintStream log;

  private ContractPlugin(PluginOptions options, PrintStream log) {
    this.options = options;
    this.log = log;
  }

  /** Runs as a protoc plugin, or says how to with {@code --help}, and ends the process. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments), System.in, System.out, System.err));
  }

  /** Returns the exit code: 0, also when the response holds findings for protoc to show, or 1. */
  static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err)
      throws IOException {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(HELP);
      return 0;
    }
    if (!arguments.isEmpty()) {
      err.println("arguments: " + String.join(" ", arguments) + " (expected: none, or --help)");
      return 1;
    }
    try {
      answer(CodeGeneratorRequest.parseFrom(in), err).writeTo(out);
      return 0;
    } catch (InvalidProtocolBufferException e) {
      err.println("stdin: " + e.getMessage() + " (expected: a CodeGeneratorRequest; see --help)");
      return 1;
    }
  }

  /** Judges the files asked for. */
  static CodeGeneratorResponse answer(CodeGeneratorRequest request, PrintStream log) {
    CodeGeneratorResponse.Builder response =
        CodeGeneratorResponse.newBuilder()
            .setSupportedFeatures(
                Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE)
            .setMinimumEdition(Edition.EDITION_PROTO2_VALUE)
            .setMaximumEdition(Edition.EDITION_2024_VALUE);
    try {
      PluginOptions options = PluginOptions.of(request.getParameter());
      String error = new ContractPlugin(options, log).judge(request);
      if (!error.isEmpty()) {
        response.setError(error);
      }
    } catch (IllegalArgumentException | IOException e) {
      response.setError(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    return response.build();
  }

  /** Returns the findings as text; empty when there are none. */
  private String judge(CodeGeneratorRequest request) throws IOException {
    Set<String> asked = Set.copyOf(request.getFileToGenerateList());
    Contract now =
        Contract.of(
            request.getProtoFileList(), file -> asked.contains(file.getName()) && isOurs(file));
    List<Finding> findings = new ArrayList<>(ContractCheck.rules(now));
    if (options.baseline().isPresent()) {
      Baseline baseline = new Baseline(options.baseline().get());
      if (!options.accept()) {
        findings.addAll(baseline.changes(now, options.scope()));
      } else if (findings.isEmpty()) {
        log.println(baseline.accept(now, options.scope()));
      }
    }
    return findings.isEmpty() ? "" : text(findings);
  }

  private boolean isOurs(FileDescriptorProto file) {
    return options.scope().judges(file);
  }

  private String text(List<Finding> findings) {
    String prefix = options.sources().isEmpty() ? "" : options.sources() + "/";
    return findings.stream()
        .sorted()
        .map(finding -> prefix + finding)
        .collect(
            Collectors.joining(
                "\n",
                findings.size() + (findings.size() == 1 ? " breach:\n" : " breaches:\n"),
                options
                    .baseline()
                    .map(file -> "\npublished contract: " + file + " (mode=accept writes it anew)")
                    .orElse("")));
  }
}
