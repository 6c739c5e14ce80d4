package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  private final Sources server = Sources.of(EchoRequest.getDescriptor().getFile());
  private final AnyTypes types = new AnyTypes(new Contract(server));
  private final JsonText compact = new JsonText(types, false, false, true);

  @Test
  void writesJsonOfProtobuf() {
    EchoRequest request = EchoRequest.newBuilder().setText("a").setDelayMs(5).build();

    assertThat(new JsonText(types, false, false, false).of(request))
        .isEqualTo("{\n  \"text\": \"a\",\n  \"delayMs\": 5\n}");
    assertThat(compact.of(request)).isEqualTo("{\"text\":\"a\",\"delayMs\":5}");
  }

  @Test
  void writesDefaultsAndNamesOfTheContractWhenAsked() {
    JsonText json = new JsonText(types, true, true, true);

    assertThat(json.of(EchoRequest.newBuilder().setText("a").build()))
        .isEqualTo("{\"version\":0,\"text\":\"a\",\"payload\":\"\",\"count\":0,\"delay_ms\":0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's <b> & a=b", "\\u003c", "\\\\u0027'", "é\u4e16", "tab\t\u0001"})
  void escapesOnlyWhatItMust(String text) throws Exception {
    String json = compact.of(EchoRequest.newBuilder().setText(text).build());

    assertThat(json)
        .isEqualTo(
            "{\"text\":\""
                + text.replace("\\", "\\\\").replace("\t", "\\t").replace("\u0001", "\\u0001")
                + "\"}");
    EchoRequest.Builder again = EchoRequest.newBuilder();
    com.google.protobuf.util.JsonFormat.parser().merge(json, again);
    assertThat(again.getText()).isEqualTo(text);
  }

  @Test
  void readsAnyOfTypesThatOnlyTheServerKnows() {
    Any inner = Any.pack(EchoRequest.newBuilder().setText("deep").build());
    Status status =
        Status.newBuilder()
            .addDetails(Any.pack(Status.newBuilder().addDetails(inner).build()))
            .build();

    assertThat(compact.of(status))
        .isEqualTo(
            "{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.Status\",\"details\":["
                + "{\"@type\":\"type.googleapis.com/vertebra.test.v1.EchoRequest\","
                + "\"text\":\"deep\"}]}]}");
    assertThat(server.asked).containsExactly("vertebra.test.v1.EchoRequest");
  }

  @Test
  void readsDetailsOfErrorsWithoutTheServer() {
    ErrorInfo info = ErrorInfo.newBuilder().setReason("WHY").putMetadata("k", "v").build();

    assertThat(compact.of(Any.pack(info)))
        .isEqualTo(
            "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"WHY\","
                + "\"metadata\":{\"k\":\"v\"}}");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void showsTheBytesOfAnAnyThatNobodyKnows() {
    Any unknown = Any.newBuilder().setTypeUrl("x/no.Such").setValue(bytes(1, 2)).build();
    Status status = Status.newBuilder().setCode(3).addDetails(unknown).addDetails(unknown).build();

    String each = "{\"@type\":\"x/no.Such\",\"@value\":\"AQI=\"}";
    assertThat(compact.of(status))
        .isEqualTo("{\"code\":3,\"details\":[" + each + "," + each + "]}");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void failsForWhatJsonCannotExpress() {
    Timestamp never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();

    assertThatThrownBy(() -> compact.of(never))
        .isInstanceOf(RpcException.class)
        .hasMessageStartingWith("INTERNAL: a google.protobuf.Timestamp that JSON cannot express: ");
    Any broken =
        Any.newBuilder().setTypeUrl("x/vertebra.test.v1.EchoRequest").setValue(bytes(7)).build();
    assertThatThrownBy(() -> compact.of(broken)).isInstanceOf(RpcException.class);
    Any nameless = Any.newBuilder().setTypeUrl("x/").setValue(bytes(7)).build();
    assertThatThrownBy(() -> compact.of(nameless)).isInstanceOf(RpcException.class);
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }
}
