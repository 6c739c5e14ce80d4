package io.vertebra.proof.backpressure;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What this JVM holds: live heap and direct memory. */
final class Memory {

  private Memory() {}

  /** Bytes, after a collection of garbage. */
  static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, heap());
    }
    return least + direct();
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Netty's own count, or that of the JVM, of which it is a part when Netty does not count. */
  private static long direct() {
    long pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return pools + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
