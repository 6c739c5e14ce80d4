package com.example.greeting;

import com.example.greeting.v1.GreetRequest;
import com.example.greeting.v1.GreetResponse;
import com.example.greeting.v1.GreetingService;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;

final class Greetings implements GreetingService {
  @Override
  public Future<GreetResponse> greet(ServerCall call, GreetRequest request) {
    return Future.succeededFuture(
        GreetResponse.newBuilder().setText("Hello, " + request.getName()).build());
  }
}
