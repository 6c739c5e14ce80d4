package io.vertebra.interop;

import io.vertebra.interop.wire.OrcaLoadReport;
import io.vertebra.interop.wire.TestOrcaReport;

/** How loaded the server says it is, which is what its clients told it to say. */
final class LoadReports {

  private volatile OrcaLoadReport latest = OrcaLoadReport.getDefaultInstance();

  void set(TestOrcaReport asked) {
    latest = of(asked);
  }

  OrcaLoadReport latest() {
    return latest;
  }

  /** What is to be said, as it is said. */
  static OrcaLoadReport of(TestOrcaReport asked) {
    return OrcaLoadReport.newBuilder()
        .setCpuUtilization(asked.getCpuUtilization())
        .setMemUtilization(asked.getMemoryUtilization())
        .putAllRequestCost(asked.getRequestCostMap())
        .putAllUtilization(asked.getUtilizationMap())
        .build();
  }
}
