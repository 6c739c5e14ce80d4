package io.vertebra.proof.interop;

import io.vertebra.interop.wire.Test;
import io.vertebra.stock.Contracts;
import io.vertebra.stock.NodeJs;
import io.vertebra.stock.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client of another language, with scripts of ours around a stock library. */
enum StockPeer {
  PYTHON {
    @Override
    List<String> told(String... arguments) throws Exception {
      return Python.told("interop_client.py", arguments);
    }
  },
  NODE {
    @Override
    List<String> told(String... arguments) throws Exception {
      return NodeJs.told("interop_client.js", arguments);
    }
  };

  abstract List<String> told(String... arguments) throws Exception;

  /**
   * Goes through all cases that the library can express.
   *
   * @param options of the transport
   * @return for each case what went wrong; empty when it passed
   */
  Map<String, String> run(Path dir, int port, List<String> options) throws Exception {
    List<String> cases = told("--list");
    List<String> arguments = new ArrayList<>();
    arguments.add("127.0.0.1:" + port);
    arguments.add(Contracts.write(dir, Test.getDescriptor()));
    arguments.addAll(options);
    arguments.addAll(cases);
    List<String> told = told(arguments.toArray(String[]::new));
    Map<String, String> complaints = new LinkedHashMap<>();
    for (String name : cases) {
      complaints.put(name, told.contains("ok " + name) ? "" : complaint(name, told));
    }
    return complaints;
  }

  private static String complaint(String name, List<String> told) {
    return told.stream()
        .filter(line -> line.startsWith("FAILED " + name + ":"))
        .findFirst()
        .orElse("not heard of");
  }
}
