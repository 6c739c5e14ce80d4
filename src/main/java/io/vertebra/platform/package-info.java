/**
 * Puts the platform together: its configuration, the command line, and the order of starting and
 * stopping.
 *
 * <p>Level 6: may import every package of Vertebra but {@code payment}. Start reading at {@link
 * io.vertebra.platform.Main}.
 */
package io.vertebra.platform;
