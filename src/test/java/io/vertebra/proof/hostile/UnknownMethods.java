package io.vertebra.proof.hostile;

import io.vertebra.scenario.RawHttp2;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/**
 * A peer that asks for one method after another that is not there, each by a name of its own.
 *
 * @param tame asks for one that is there, and that nobody has asked for yet
 */
record UnknownMethods(Victim victim, boolean tame) {

  private static final int AT_ONCE = 50;
  private static final int OF_A_CONNECTION = 1_000;
  private static final Map<String, String> GRPC = Map.of("content-type", "application/grpc");
  private static final Buffer MESSAGE = Buffer.buffer(new byte[5]);

  /** Asks that often; what the last call got. */
  String ask(int calls) throws IOException {
    String last = "";
    for (int done = 0; done < calls; done += OF_A_CONNECTION) {
      try (RawHttp2 peer = new RawHttp2(victim.port())) {
        int here = Math.min(OF_A_CONNECTION, calls - done);
        for (int i = 0; i < here; i += AT_ONCE) {
          last = ask(peer, "/no.Such" + done, i);
        }
      }
    }
    return last;
  }

  private String ask(RawHttp2 peer, String service, int from) throws IOException {
    for (int i = from; i < from + AT_ONCE; i++) {
      String path = tame ? "/grpc.health.v1.Health/Check" : service + "/M" + i;
      peer.post(2 * i + 1, path, GRPC, MESSAGE);
    }
    peer.send();
    String last = "";
    for (int i = 0; i < AT_ONCE; i++) {
      last = status(peer);
    }
    return last;
  }

  /** The answer to the next call; an answered call that is reset as well has had its own. */
  private static String status(RawHttp2 peer) throws IOException {
    String answer;
    do {
      answer = peer.answer(5_000);
    } while (answer.equals("RST NO_ERROR"));
    return answer;
  }
}
