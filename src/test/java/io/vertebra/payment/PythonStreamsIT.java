package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.interpreter.InterpreterModule;
import io.vertebra.payment.interpreter.v1.TranslationRequest;
import io.vertebra.payment.logs.LogsModule;
import io.vertebra.payment.logs.v1.UploadRequest;
import io.vertebra.payment.quote.QuoteModule;
import io.vertebra.payment.quote.v1.WatchRequest;
import io.vertebra.stock.Contracts;
import io.vertebra.stock.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streaming services, called by a client of another language. */
class PythonStreamsIT {

  @Test
  void pythonWatchesUploadsAndSpeaks(@TempDir Path dir) throws Exception {
    String contracts =
        Contracts.write(
            dir,
            WatchRequest.getDescriptor().getFile(),
            UploadRequest.getDescriptor().getFile(),
            TranslationRequest.getDescriptor().getFile());
    try (NodeRig node =
        new NodeRig(dir, "", new QuoteModule(), new LogsModule(), new InterpreterModule())) {
      assertThat(Python.run("payment/streams_client.py", "127.0.0.1:" + node.port(), contracts))
          .containsExactly(
              "watched: 5 quotes of EUR/USD",
              "cancelled: CANCELLED",
              "too late: DEADLINE_EXCEEDED",
              "unknown: INVALID_ARGUMENT UNKNOWN_PAIR",
              "uploaded: 3 records, synced: True",
              "bad record: INVALID_ARGUMENT INVALID_RECORD",
              "[so far] 1",
              "[so far] 查询账户余额",
              "[so far] 查询账户余额；2",
              "[so far] 查询账户余额；查询最近付款",
              "[final] 查询账户余额；查询最近付款",
              "from 1: OUT_OF_RANGE CHUNK_OUT_OF_ORDER");
    }
  }
}
