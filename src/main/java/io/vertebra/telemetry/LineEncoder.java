package io.vertebra.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Logback's encoder of this project: one event, one line, as text or as JSON, whatever characters
 * the event has in it.
 *
 * <pre>{@code
 * <encoder class="io.vertebra.telemetry.LineEncoder"><format>json</format></encoder>
 * }</pre>
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = new byte[0];

  private volatile LogConfig.Format format = LogConfig.Format.TEXT;

  /**
   * Sets the form of the lines.
   *
   * @param name {@code text} or {@code json}
   * @throws IllegalArgumentException when it is another
   */
  public void setFormat(String name) {
    format(LogConfig.Format.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  void format(LogConfig.Format newFormat) {
    format = newFormat;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    switch (format) {
      case TEXT -> TextLine.append(event, line);
      case JSON -> JsonLine.append(event, line);
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
