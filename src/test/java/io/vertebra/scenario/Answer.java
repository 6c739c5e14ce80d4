package io.vertebra.scenario;

import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoResponse;
import java.util.List;

/** All a caller sees of a call: headers (null when none came), messages, trailers, failure. */
record Answer(
    Metadata headers, List<EchoResponse> messages, Metadata trailers, RpcException failure) {

  List<String> texts() {
    return messages.stream().map(EchoResponse::getText).toList();
  }
}
