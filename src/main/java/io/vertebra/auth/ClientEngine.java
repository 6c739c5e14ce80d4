package io.vertebra.auth;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The JDK's TLS for a client that learns why it was refused.
 *
 * <p>In TLS 1.3 a server judges the client's certificate when the handshake is over for the client
 * already, so that its alert breaks a connection of HTTP/2. Vert.x then tells those who wait for it
 * that it was closed, and no more. It does tell them of an error of HTTP/2, so the alert goes on as
 * one.
 */
final class ClientEngine extends JdkSSLEngineOptions {

  @Override
  public ClientEngine copy() {
    return new ClientEngine();
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException {
        return new TellingContext(super.create());
      }
    };
  }

  private static final class TellingContext extends DelegatingSslContext {

    TellingContext(SslContext context) {
      super(context);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, boolean startTls, Executor executor) {
      return new TellingHandler(newEngine(allocator), startTls, executor);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
      return new TellingHandler(newEngine(allocator, host, port), startTls, executor);
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      // Vert.x does, around this.
    }
  }

  private static final class TellingHandler extends SslHandler {

    TellingHandler(SSLEngine engine, boolean startTls, Executor executor) {
      super(engine, startTls, executor);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      Throwable told = cause;
      if (cause.getCause() instanceof SSLException alert) {
        told = Http2Exception.connectionError(Http2Error.CONNECT_ERROR, alert, "TLS failed");
      }
      super.exceptionCaught(context, told);
    }
  }
}
