/** The registry of a platform that runs in one JVM. */
package io.vertebra.registry.memory;
