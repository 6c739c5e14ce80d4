package io.vertebra.telemetry;

import io.vertebra.config.Doc;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The log of the process: {@code telemetry.log} in the configuration. */
public record LogConfig(
    @Doc("A logback.xml that says where the log goes; without it, to standard error")
        Optional<Path> file,
    @Doc("Form of the lines; without it text, or what logback.xml says") Optional<Format> format,
    @Doc("Least level that is logged; without it info, or what logback.xml says")
        Optional<Level> level,
    @Doc("Least level by logger, such as \"io.vertebra.access\"") Map<String, Level> levels) {

  /** The form of a line. */
  public enum Format {
    /** For people: time, level, logger, message, then {@code key=value}. */
    TEXT,
    /** For programs: one JSON object per line. */
    JSON
  }

  /** How much a line matters. */
  public enum Level {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Takes its own copy. */
  public LogConfig {
    levels = Map.copyOf(levels);
  }
}
