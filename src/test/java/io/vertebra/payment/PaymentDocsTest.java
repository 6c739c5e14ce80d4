package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.ConfigNode;
import io.vertebra.config.Default;
import io.vertebra.payment.account.AccountModule;
import io.vertebra.payment.order.OrderModule;
import io.vertebra.payment.payment.PaymentModule;
import io.vertebra.payment.risk.RiskModule;
import io.vertebra.payment.settlement.SettlementModule;
import io.vertebra.platform.ServiceModule;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds docs/PAYMENT.md and the code together. */
class PaymentDocsTest {

  private static final List<ServiceModule> MODULES =
      List.of(
          new AccountModule(),
          new OrderModule(),
          new RiskModule(),
          new PaymentModule(),
          new SettlementModule());

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("docs/PAYMENT.md"));
  }

  @Test
  void showsAConfigurationThatIsValid() {
    ConfigNode shown = ConfigNode.parse("docs", page.split("```yaml\n")[1].split("```")[0]);

    for (ServiceModule module : MODULES) {
      Record config = shown.at("modules." + module.name()).bind(module.configType().orElseThrow());
      assertThat(config.toString()).contains("jdbc:mysql:").doesNotContain("...");
    }
  }

  @Test
  void namesEverySettingAndItsDefault() {
    MODULES.forEach(module -> assertListed(module.configType().orElseThrow()));
  }

  private static void assertListed(Class<?> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      Default fallback = component.getAnnotation(Default.class);
      if (component.getType().isRecord()) {
        assertListed(component.getType());
      } else {
        assertThat(page).contains(component.getName());
        assertThat(page)
            .as(component.getName())
            .contains(fallback.value().isEmpty() ? "empty" : '`' + fallback.value() + '`');
      }
    }
  }
}
