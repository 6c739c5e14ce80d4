package io.vertebra.payment.logs;

import io.vertebra.payment.Contract;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.payment.logs.v1.UploadRequest;
import io.vertebra.payment.logs.v1.UploadResponse;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One upload: collects records while the writer stores those before, and stops reading when it has
 * collected enough.
 *
 * <p>Lives on the context of its call. Keeps at most the records of one batch, and those of the
 * message that completed it, besides the batch that is being stored.
 */
final class Upload {

  /** Of one message: checking them is work of the event loop. */
  private static final int MAX_RECORDS = 1_000;

  /** A batch is complete with so many records, or so many bytes of them. */
  private static final int BATCH_RECORDS = 1_000;

  private static final int BATCH_BYTES = 256 * 1024;

  private final LogWriter writer;
  private final LogsConfig.Sync policy;
  private final ContextInternal context;
  private final ReadStream<UploadRequest> requests;
  private final Promise<UploadResponse> answer = Promise.promise();
  private final UploadResponse.Builder summary =
      UploadResponse.newBuilder().setVersion(Contract.VERSION);

  private List<LogRecord> batch = new ArrayList<>();
  private int batchBytes;
  private long received;
  private boolean writing;

  /** The client has sent its last record, or one that is refused. */
  private boolean complete;

  private RpcException refusal;
  private long stored;
  private long synced;
  private int syncFailures = -1;

  /**
   * @param policy when records are forced to disk
   * @param context of the call
   * @param requests not read yet
   */
  Upload(
      LogWriter writer,
      LogsConfig.Sync policy,
      ContextInternal context,
      ReadStream<UploadRequest> requests) {
    this.writer = writer;
    this.policy = policy;
    this.context = context;
    this.requests = requests;
  }

  /** Reads and stores until the client is done; fails as the contract says. */
  Future<UploadResponse> start() {
    requests.exceptionHandler(this::end);
    requests.endHandler(
        ended -> {
          complete = true;
          store();
        });
    requests.handler(this::received);
    return answer.future();
  }

  /** What is not with the writer yet is dropped. */
  void end(Throwable cause) {
    if (answer.tryFail(cause)) {
      requests.pause();
      batch = new ArrayList<>();
    }
  }

  private void received(UploadRequest request) {
    if (complete || answer.future().isComplete()) {
      return;
    }
    try {
      collect(request);
    } catch (RpcException violation) {
      refusal = violation;
      complete = true;
    }
    if (complete || batch.size() >= BATCH_RECORDS || batchBytes >= BATCH_BYTES) {
      requests.pause();
    }
    store();
  }

  private void collect(UploadRequest request) {
    if (request.getRecordsCount() > MAX_RECORDS) {
      throw Refusals.tooManyRecords(request.getRecordsCount(), MAX_RECORDS, received);
    }
    for (LogRecord record : request.getRecordsList()) {
      try {
        RecordCheck.check(record, received);
      } catch (RpcException violation) {
        throw Refusals.invalidRecord(violation, received);
      }
      batch.add(record);
      batchBytes += record.getSerializedSize();
      received++;
    }
  }

  private void store() {
    if (writing || answer.future().isComplete() || batch.isEmpty() && !complete) {
      return;
    }
    List<LogRecord> records = batch;
    boolean last = complete;
    batch = new ArrayList<>();
    batchBytes = 0;
    writing = true;
    writer
        .append(records, isToBeSynced(last), context)
        .onSuccess(result -> stored(result, last))
        .onFailure(this::end);
  }

  private boolean isToBeSynced(boolean last) {
    return switch (policy) {
      case BATCH -> true;
      case END -> last;
      case INTERVAL -> refusal != null; // which promises what is stored
    };
  }

  private void stored(Stored result, boolean last) {
    writing = false;
    add(result);
    if (result.isFull()) {
      end(Refusals.diskFull(synced, result.failure()));
    } else if (result.failure() != null || result.syncFailures() != syncFailures) {
      end(Refusals.storageFailed(synced, result.failure()));
    } else if (last && refusal != null) {
      end(refusal);
    } else if (last) {
      answer.tryComplete(summary.setAcceptedRecords(stored).setSynced(result.synced()).build());
    } else {
      if (!complete) {
        requests.resume();
      }
      store();
    }
  }

  private void add(Stored result) {
    if (syncFailures < 0) {
      syncFailures = result.syncFailures();
    }
    stored += result.records();
    if (result.synced() && result.syncFailures() == syncFailures) {
      synced = stored;
    }
    summary.setStoredBytes(summary.getStoredBytes() + result.bytes());
    summary.setRemovedFiles(summary.getRemovedFiles() + result.removedFiles());
    if (result.records() > 0) {
      if (!summary.hasFirstFile()) {
        summary.setFirstFile(result.firstFile());
      }
      summary.setLastFile(result.lastFile());
    }
  }
}
