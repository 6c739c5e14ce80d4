package io.vertebra.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Judges contracts. Stateless; the findings come sorted by place. */
public final class ContractCheck {

  private ContractCheck() {}

  /** What in a contract breaks the rules that hold for every contract. */
  public static List<Finding> rules(Contract contract) {
    List<Finding> findings = new ArrayList<>();
    new MessageRules(contract, findings).judge();
    new ServiceRules(contract, findings).judge();
    Collections.sort(findings);
    return findings;
  }

  /** What in a contract breaks with the published one; adding is free. */
  public static List<Finding> changes(Contract published, Contract now) {
    List<Finding> findings = new ArrayList<>();
    new MessageChanges(published, now, findings).judge();
    new EnumChanges(published, now, findings).judge();
    new ServiceChanges(published, now, findings).judge();
    Collections.sort(findings);
    return findings;
  }
}
