/**
 * gRPC's interoperability tests, both ways: {@link io.vertebra.interop.InteropService} for the
 * clients of others, {@link io.vertebra.interop.InteropCases} for their servers.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md">what
 *     each case does</a>
 */
package io.vertebra.interop;
