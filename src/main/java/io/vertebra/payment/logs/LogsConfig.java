package io.vertebra.payment.logs;

import io.vertebra.config.ByteSize;
import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import java.time.Duration;

/** The keys below {@code modules.logs}. */
record LogsConfig(
    @Doc("When records are forced to disk, besides at every change of files") @Default("end")
        Sync sync,
    @Doc("How old records may grow in the system's cache when sync is interval") @Default("1s")
        Duration syncInterval,
    @Doc("A file takes no line that would make it larger, unless it is its first") @Default("16MiB")
        ByteSize maxFileSize,
    @Doc("A file takes no more lines once it is so old") @Default("1h") Duration maxFileAge,
    @Doc("Files that are kept, the present one included; the oldest are removed") @Default("64")
        int maxFiles,
    @Doc("Room on the disk that is left to others: uploads are refused rather than take it")
        @Default("64MiB")
        ByteSize keepFree,
    @Doc("Uploads that may run at a time; further ones are refused") @Default("1000")
        int maxUploads) {

  /** When records are forced to disk. */
  enum Sync {
    /** Each time some were written: the safest, and the slowest. */
    BATCH,
    /** Now and then: an answered upload may be lost when the machine, not the process, dies. */
    INTERVAL,
    /** Before an upload is answered. */
    END
  }

  LogsConfig {
    Check.range("syncInterval", syncInterval, Duration.ofMillis(10), Duration.ofMinutes(1));
    Check.range("maxFileSize", maxFileSize, ByteSize.ofKiB(4), ByteSize.ofMiB(1024));
    Check.range("maxFileAge", maxFileAge, Duration.ofSeconds(1), Duration.ofDays(7));
    Check.range("maxFiles", maxFiles, 2, 10_000);
    Check.range("keepFree", keepFree, new ByteSize(0), ByteSize.ofMiB(1 << 20));
    Check.range("maxUploads", maxUploads, 1, 100_000);
  }
}
