package io.vertebra.payment.logs;

import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.logs.v1.Logs}, and the files below {@code dataDir/logs}. */
public final class LogsModule implements ServiceModule {

  private static final String DIRECTORY = "logs";

  /** Finds the disk for a directory. */
  @FunctionalInterface
  interface Disks {
    LogDisk open(Path directory) throws IOException;
  }

  private final Disks disks;
  private LogWriter writer;
  private LogDisk disk;
  private ModuleContext context;

  /** The module over the real file system. */
  public LogsModule() {
    this(LogDirectory::open);
  }

  LogsModule(Disks disks) {
    this.disks = disks;
  }

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(LogsConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext newContext) {
    context = newContext;
    ContextInternal own = ContextInternal.current();
    return Future.succeededFuture()
        .map(started -> context.config().bind(LogsConfig.class))
        .compose(
            config ->
                context
                    .blocking()
                    .run(() -> open(config))
                    .map(files -> List.of(binding(files, config, own))));
  }

  @Override
  public Future<Void> stop() {
    Future<Void> written = writer == null ? Future.succeededFuture() : writer.close();
    return written.eventually(() -> context.blocking().run(this::release));
  }

  private RollingFiles open(LogsConfig config) throws IOException {
    disk = disks.open(context.dataDir().resolve(DIRECTORY));
    RollingFiles files = new RollingFiles(disk, config, context.time());
    files.open();
    return files;
  }

  private ServiceBinding binding(RollingFiles files, LogsConfig config, ContextInternal own) {
    writer = new LogWriter(files, config, context.blocking(), context.time(), own);
    return new LogsEndpoint(writer, config).binding();
  }

  private Void release() throws IOException {
    if (disk != null) {
      disk.close();
    }
    return null;
  }
}
