/** Calls to services of the same JVM: the same path and the same ends, no socket. */
package io.vertebra.client.local;
