package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.StatusProto;
import io.vertebra.auth.ClientTlsConfig;
import io.vertebra.auth.ServerTlsConfig;
import io.vertebra.auth.TestAuthority;
import io.vertebra.auth.TestAuthority.Signed;
import io.vertebra.rpc.Outcome;
import io.vertebra.stock.Contracts;
import io.vertebra.stock.NodeJs;
import io.vertebra.stock.Python;
import io.vertebra.test.v1.EchoRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All four modes with clients of other languages. */
class StockClientIT {

  @FunctionalInterface
  private interface Client {
    List<String> run(String address, String contracts) throws Exception;
  }

  @TempDir private Path dir;

  @Test
  void pythonCallsAllFourModes() throws Exception {
    callsAllFourModes((address, contracts) -> Python.run("echo_client.py", address, contracts));
  }

  @Test
  void pythonCallsAllFourModesOverTls() throws Exception {
    TestAuthority authority = new TestAuthority(dir);
    callsAllFourModes(
        TestAuthority.server(authority.forLocalhost()),
        (address, contracts) ->
            Python.run("echo_client.py", address, contracts, authority.certificates().toString()));
  }

  @Test
  void pythonCallsAllFourModesOverMutualTls() throws Exception {
    TestAuthority authority = new TestAuthority(dir);
    Signed own = authority.forName("caller");
    callsAllFourModes(
        authority.mutualServer(authority.forLocalhost()),
        (address, contracts) ->
            Python.run(
                "echo_client.py",
                address,
                contracts,
                authority.certificates().toString(),
                own.certificate().toString(),
                own.key().toString()));
  }

  @Test
  void nodeCallsAllFourModes() throws Exception {
    callsAllFourModes((address, contracts) -> NodeJs.run("echo_client.js", address, contracts));
  }

  private void callsAllFourModes(Client client) throws Exception {
    callsAllFourModes(ServerTlsConfig.OFF, client);
  }

  private void callsAllFourModes(ServerTlsConfig tls, Client client) throws Exception {
    String contracts =
        Contracts.write(
            dir,
            EchoRequest.getDescriptor().getFile(),
            StatusProto.getDescriptor(),
            ErrorDetailsProto.getDescriptor());
    try (Rig rig = Rig.of(tls, ClientTlsConfig.OFF)) {
      List<String> printed = client.run("127.0.0.1:" + rig.port, contracts);

      assertThat(printed).hasSize(16).allMatch(line -> line.startsWith("ok "));
      List<Outcome.Kind> ends = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        ends.add(Rig.next(rig.serverEnds).kind());
      }
      assertThat(ends).filteredOn(Outcome.Kind.FINISHED::equals).hasSize(4);
      assertThat(ends).filteredOn(Outcome.Kind.FAILED::equals).hasSize(4);
      assertThat(ends).filteredOn(Outcome.Kind.TIMED_OUT::equals).hasSize(4);
      assertThat(ends).filteredOn(Outcome.Kind.CANCELLED::equals).hasSize(4);
    }
  }
}
