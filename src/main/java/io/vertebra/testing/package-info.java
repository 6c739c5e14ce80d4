/**
 * What a test of a service needs: a platform that starts and stops within the test.
 *
 * <p>Level 7: may import every package of Vertebra but {@code payment}, and no test framework.
 * Start reading at {@link io.vertebra.testing.TestPlatform}.
 */
package io.vertebra.testing;
