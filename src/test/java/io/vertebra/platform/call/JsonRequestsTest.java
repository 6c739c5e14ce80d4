package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.rpc.Status;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.Failure;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRequestsTest {

  private static final Descriptor REQUEST = EchoRequest.getDescriptor();

  private static JsonRequests requests(Descriptor type, String json) {
    return new JsonRequests("-d", new StringReader(json), type, types());
  }

  private static AnyTypes types() {
    return new AnyTypes(new Contract(Sources.of(REQUEST.getFile())));
  }

  private static List<Message> all(JsonRequests requests) {
    List<Message> all = new ArrayList<>();
    for (Message next = requests.next(); next != null; next = requests.next()) {
      all.add(next);
    }
    return all;
  }

  @Test
  void readsOneMessageAfterTheOther() {
    String json = "{\"text\":\"a\"}\n\n  {\"text\":\"b\"}{}\t{\"count\": 3}";

    assertThat(all(requests(REQUEST, json)).stream().map(Message::toByteString))
        .containsExactly(
            EchoRequest.newBuilder().setText("a").build().toByteString(),
            EchoRequest.newBuilder().setText("b").build().toByteString(),
            EchoRequest.getDefaultInstance().toByteString(),
            EchoRequest.newBuilder().setCount(3).build().toByteString());
  }

  @Test
  void readsNothingOutOfNothing() {
    assertThat(all(requests(REQUEST, " \n"))).isEmpty();
  }

  @Test
  void readsEveryKindOfField() {
    String json =
        "{\"version\": 4294967295, \"text\": \"\\u00e9\\\"\\\\\\n{[:,\", \"payload\": \"AAE=\","
            + " \"delay_ms\": 5, \"failure\": {\"code\": -3, \"message\": null}}";

    Message message = requests(REQUEST, json).next();

    assertThat(message.toByteString())
        .isEqualTo(
            EchoRequest.newBuilder()
                .setVersion(-1)
                .setText("\u00e9\"\\\n{[:,")
                .setPayload(ByteString.copyFrom(new byte[] {0, 1}))
                .setDelayMs(5)
                .setFailure(Failure.newBuilder().setCode(-3))
                .build()
                .toByteString());
  }

  @Test
  void readsMapsAndLists() {
    Message response =
        requests(EchoResponse.getDescriptor(), "{\"metadata\": {\"a\": \"1\", \"b\": \"2\"}}")
            .next();
    Message status = requests(Status.getDescriptor(), "{\"code\": 3, \"details\": []}").next();

    assertThat(response.toByteString())
        .isEqualTo(
            EchoResponse.newBuilder()
                .putMetadata("a", "1")
                .putMetadata("b", "2")
                .build()
                .toByteString());
    assertThat(status.toByteString())
        .isEqualTo(Status.newBuilder().setCode(3).build().toByteString());
  }

  @Test
  void readsWellKnownTypesInTheirOwnForms() throws Exception {
    Message wrapped = requests(StringValue.getDescriptor(), "\"text\" ").next();
    Message struct =
        requests(Struct.getDescriptor(), "{\"a\": [1, true, null, {\"b\": \"c\"}], \"d\": {}}")
            .next();

    assertThat(wrapped.toByteString()).isEqualTo(StringValue.of("text").toByteString());
    Struct read = Struct.parseFrom(struct.toByteString());
    assertThat(read.getFieldsOrThrow("a").getListValue().getValuesList()).hasSize(4);
  }

  @Test
  void asksForTheTypesInsideOfAny() throws Exception {
    String json =
        "{\"details\": [{\"@type\": \"type.googleapis.com/vertebra.test.v1.EchoRequest\","
            + " \"text\": \"inside\"}]}";

    Message status = requests(Status.getDescriptor(), json).next();

    Any detail = Status.parseFrom(status.toByteString()).getDetails(0);
    assertThat(detail.unpack(EchoRequest.class).getText()).isEqualTo("inside");
  }

  @Test
  void readsNoFurtherThanTheMessage() throws Exception {
    PipedWriter writer = new PipedWriter();
    JsonRequests requests = new JsonRequests("-", new PipedReader(writer), REQUEST, types());

    writer.write("{\"text\":\"a\"}");
    writer.flush();

    // Would hang if it waited for a line end or for the next message.
    assertThat(requests.next()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\": }|line 1, column 10: Unexpected character ('}' (code 125)): expected a value"
            + " (expected: JSON of vertebra.test.v1.EchoRequest)",
        "{\"text\": \"a\"|line 1, column 1: the JSON that starts here does not end (expected:"
            + " vertebra.test.v1.EchoRequest)",
        "{} nonsense|line 1, column 12: Unrecognized token 'nonsense': was expecting (JSON String,"
            + " Number, Array, Object or token 'null', 'true' or 'false') (expected: JSON of"
            + " vertebra.test.v1.EchoRequest)",
        "{\"txet\": \"a\"}|line 1, column 2: txet: unknown field (expected: a field of"
            + " vertebra.test.v1.EchoRequest; did you mean text?)",
        "{\"failure\": {\"zzzzzz\": 1}}|line 1, column 14: zzzzzz: unknown field (expected: a field"
            + " of vertebra.test.v1.Failure: version, code, message, after, reason)",
        "{\"count\": \"many\"}|line 1, column 11: count of vertebra.test.v1.EchoRequest: Not an"
            + " uint32 value: \"many\"",
        "{\"failure\": {\"code\": 1.5}}|line 1, column 22: code of vertebra.test.v1.Failure: Not an"
            + " int32 value: 1.5",
        "{\"text\": \"a\", \"text\": \"b\"}|line 1, column 21: Duplicate field 'text' (expected: JSON"
            + " of vertebra.test.v1.EchoRequest)",
        "[{}]|line 1, column 1: an array (expected: a vertebra.test.v1.EchoRequest; several"
            + " messages stand one after the other)",
        "7 |line 1, column 1: vertebra.test.v1.EchoRequest: Expect message object but got: 7"
      })
  void saysWhatIsWrongAndWhere(String json, String message) {
    JsonRequests requests = requests(REQUEST, json);

    assertThatThrownBy(() -> all(requests))
        .isInstanceOf(InputException.class)
        .hasMessage("-d: " + message);
  }

  @Test
  void countsLinesAcrossMessages() {
    JsonRequests requests =
        requests(REQUEST, "{}\n{\"text\": \"a\"}\n{\"text\":\n  \"b\",\n  \"x\": 1}");

    requests.next();
    requests.next();

    assertThatThrownBy(requests::next).hasMessageStartingWith("-d: line 5, column 3: x: unknown");
  }

  @Test
  void saysWhichEntryOfAMapIsWrong() {
    JsonRequests requests =
        requests(EchoResponse.getDescriptor(), "{\"metadata\": {\"a\": \"1\",\n \"b\": {}}}");

    assertThatThrownBy(requests::next)
        .hasMessageStartingWith("-d: line 2, column 2: metadata of vertebra.test.v1.EchoResponse:");
  }

  @Test
  void refusesBytesThatAreNoText() {
    byte[] latin1 = "{\"text\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    InputStreamReader text =
        new InputStreamReader(
            new ByteArrayInputStream(latin1), StandardCharsets.UTF_8.newDecoder());
    JsonRequests requests = new JsonRequests("f.json", text, REQUEST, types());

    assertThatThrownBy(requests::next)
        .hasMessage("f.json: bytes that are no text (expected: UTF-8)");
  }
}
