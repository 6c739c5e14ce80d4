package io.vertebra.telemetry;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;

/** The access log: {@code telemetry.accessLog} in the configuration. */
public record AccessLogConfig(
    @Doc("Whether the server logs its calls") @Default("true") boolean enabled,
    @Doc("Whether calls made to other services are logged as well") @Default("false")
        boolean client,
    @Doc("Share of the successful calls that is logged; failed calls always are") @Default("1")
        double sampleRatio) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public AccessLogConfig {
    Check.range("sampleRatio", sampleRatio, 0.0, 1.0);
  }
}
