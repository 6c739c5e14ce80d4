package io.vertebra.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.config.Check;
import io.vertebra.config.ConfigException;
import io.vertebra.config.Default;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.scenario.EchoServer;
import io.vertebra.server.ServiceBinding;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TestPlatformTest {

  private static final EchoRequest HELLO = EchoRequest.newBuilder().setText("hello").build();

  private final AtomicReference<ModuleContext> given = new AtomicReference<>();

  record Settings(@Default("!") String mark) {
    Settings {
      Check.notBlank("mark", mark);
    }
  }

  /** A module that remembers what it was given. */
  private final class Module implements ServiceModule {
    private final Function<ModuleContext, Future<List<ServiceBinding>>> start;

    Module(Function<ModuleContext, Future<List<ServiceBinding>>> start) {
      this.start = start;
    }

    @Override
    public String name() {
      return "module";
    }

    @Override
    public Optional<Class<? extends Record>> configType() {
      return Optional.of(Settings.class);
    }

    @Override
    public Future<List<ServiceBinding>> start(ModuleContext context) {
      given.set(context);
      return start.apply(context);
    }
  }

  private Module echo() {
    return new Module(
        context -> Future.succeededFuture(List.of(new EchoServer(context.vertx()).binding())));
  }

  private Module nothing() {
    return new Module(context -> Future.succeededFuture(List.of()));
  }

  @Test
  void servesWithinTheProcessAndOverHttp2() {
    try (TestPlatform platform = TestPlatform.start(echo())) {
      EchoClient local = new EchoClient(platform.channel());
      EchoClient remote = new EchoClient(platform.remoteChannel());

      assertThat(local.unary(HELLO).await().getText()).isEqualTo("hello");
      assertThat(remote.unary(HELLO).await().getText()).isEqualTo("hello");
      assertThat(platform.port()).isPositive();
    }
  }

  @Test
  void throwsWhatACallFailsWith() {
    Failure failure = Failure.newBuilder().setCode(RpcCode.NOT_FOUND.number()).build();
    EchoRequest request = HELLO.toBuilder().setFailure(failure).build();
    try (TestPlatform platform = TestPlatform.start(echo())) {
      EchoClient echo = new EchoClient(platform.channel());

      assertThatThrownBy(() -> echo.unary(request).await())
          .isInstanceOfSatisfying(
              RpcException.class, e -> assertThat(e.code()).isEqualTo(RpcCode.NOT_FOUND));
    }
  }

  @Test
  void servesStandInsForWhatAModuleCalls() {
    Vertx vertx = Vertx.vertx();
    EchoServer standIn = new EchoServer(vertx);
    try (TestPlatform platform =
        TestPlatform.builder().module(nothing()).serve(standIn.binding()).start()) {
      EchoClient called = new EchoClient(given.get().channel());

      assertThat(called.unary(HELLO).await().getText()).isEqualTo("hello");
      assertThat(platform.port()).isPositive();
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void givesAModuleItsSettings() {
    try (TestPlatform platform =
        TestPlatform.builder().module(nothing()).set("modules.module.mark", "?").start()) {
      assertThat(given.get().config().bind(Settings.class).mark()).isEqualTo("?");
      assertThat(platform.channel()).isSameAs(given.get().channel());
    }
  }

  @Test
  void refusesSettingsThatAreWrong() {
    TestPlatform.Builder builder = TestPlatform.builder().module(nothing());

    assertThatThrownBy(() -> builder.set("modules.module.mark", "").start())
        .isInstanceOf(ConfigException.class)
        .hasMessage("modules.module.mark: \"\" (expected: some text) [test]");
    assertThatThrownBy(
            () -> TestPlatform.builder().module(nothing()).set("modules.modul.mark", "?").start())
        .hasMessage("modules.modul: unknown module (expected: one of [module])");
  }

  @Test
  void leavesNothingBehind() {
    Path data;
    try (TestPlatform platform = TestPlatform.start(nothing())) {
      data = given.get().dataDir();
      assertThat(data).isDirectory();
      assertThat(platform.port()).isPositive();
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void failsWithWhatKeepsAModuleFromStarting() {
    Module failing = new Module(context -> Future.failedFuture(new IOException("no")));

    assertThatThrownBy(() -> TestPlatform.start(failing)).hasMessage("no");

    assertThat(given.get().dataDir()).doesNotExist();
  }

  @Test
  void saysThatAStartReturnedNothing() {
    String message =
        "service module module: start returned null (expected: a future of its bindings)";

    assertThatThrownBy(() -> TestPlatform.start(new Module(context -> null))).hasMessage(message);
    assertThatThrownBy(
            () -> TestPlatform.start(new Module(context -> Future.succeededFuture(null))))
        .hasMessage(message);
  }
}
