/**
 * Who serves what, and where.
 *
 * <p>Start at {@link io.vertebra.registry.ServiceRegistry}; {@code registry.memory} keeps it within
 * one JVM.
 */
package io.vertebra.registry;
