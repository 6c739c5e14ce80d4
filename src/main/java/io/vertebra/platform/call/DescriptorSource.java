package io.vertebra.platform.call;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.List;

/**
 * Where a contract comes from. Blocks; fails with {@link io.vertebra.rpc.RpcException}, never for
 * what is merely unknown.
 */
interface DescriptorSource {

  /** The full names of the services, sorted. */
  List<String> services();

  /**
   * The file that declares a symbol, and others that it may need; empty when there is none.
   *
   * @param symbol a full name
   */
  List<FileDescriptorProto> declaring(String symbol);

  /**
   * A file, and others that it may need; empty when there is none.
   *
   * @param name as in imports
   */
  List<FileDescriptorProto> file(String name);
}
