/**
 * The {@code logs} service: takes uploads of log records into rolling files, one line of JSON each.
 *
 * <p>{@link io.vertebra.payment.logs.LogsModule} wires it up. One upload reads its client ({@code
 * Upload}), all uploads share one writer ({@code LogWriter}), which does its work off the event
 * loop on the files ({@code RollingFiles}) of a directory ({@code LogDisk}). Start reading at
 * {@code RollingFiles}.
 */
package io.vertebra.payment.logs;
