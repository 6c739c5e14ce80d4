package io.vertebra.contract;

import java.util.Locale;

/**
 * What is asked of a contract, and how to mend a breach.
 *
 * <p>Those up to {@link #IDEMPOTENCY} are asked of every contract, the others of one that has been
 * published before.
 */
public enum Rule {
  /** Fields and oneofs are named in lower snake case, so that JSON names can be told from them. */
  FIELD_NAME("rename it; json_name keeps a JSON name that clients know already"),
  /** Every message begins with {@code uint32 version = 1}. */
  VERSION_FIELD(
      "add uint32 version = 1, or excuse a value type: option (vertebra.value_type) = \"why\""),
  /** A message that is excused from having a version says why. */
  VALUE_TYPE("give option (vertebra.value_type) a reason"),
  /** Optional data is in a oneof. */
  PRESENCE("put it into a oneof, of its own if need be, or drop its presence"),
  /** The zero value of an enum is called {@code ..._UNSPECIFIED}. */
  ENUM_ZERO("begin the enum with ..._UNSPECIFIED = 0"),
  /** A deadline is a duration or {@code none}. */
  DEADLINE("write a whole number above 0 with ms, s, m or h, such as 250ms, or none"),
  /** A method that streams states its deadline, for there is no default that suits streams. */
  STREAM_DEADLINE("state (vertebra.method).deadline, if only as none"),
  /** A keyed method names a string field of its one request; nothing contradicts. */
  IDEMPOTENCY("let KEYED name a string field of the one request, in key; let options agree"),

  /** Published messages, enums and services stay. */
  TYPE_REMOVED("put it back with option deprecated = true"),
  /** Published fields stay. */
  FIELD_REMOVED("put it back with [deprecated = true]"),
  /** A published field keeps its number. */
  FIELD_NUMBER("give it back its number"),
  /** A published field keeps its name, which JSON and source code go by. */
  FIELD_NAME_CHANGED("give it back its name"),
  /** A published field keeps its JSON name. */
  JSON_NAME("state the published json_name"),
  /** A published field keeps its type. */
  FIELD_TYPE("give it back its type, deprecate it, and add another field"),
  /** A published field stays singular or repeated. */
  FIELD_LABEL("give it back its label, deprecate it, and add another field"),
  /** A published field stays able, or unable, to be absent. */
  FIELD_PRESENCE("give it back its presence, deprecate it, and add another field"),
  /** A published field stays inside of its oneof, or outside of any. */
  FIELD_ONEOF("move it back, deprecate it, and add another field"),
  /** Published enum values stay. */
  VALUE_REMOVED("put it back with [deprecated = true]"),
  /** A published enum value keeps its number. */
  VALUE_NUMBER("give it back its number"),
  /** A published enum value keeps its name, which JSON and source code go by. */
  VALUE_NAME("give it back its name; allow_alias adds another"),
  /** Published methods stay. */
  METHOD_REMOVED("put it back with option deprecated = true"),
  /** A published method keeps its request and response types. */
  METHOD_TYPE("give it back its types, deprecate it, and add another method"),
  /** A published method keeps streaming what it streams. */
  METHOD_STREAMING("give it back its mode, deprecate it, and add another method"),
  /** A published deadline is never shortened. */
  DEADLINE_NARROWED("give it back its deadline, or add another method"),
  /** A published promise that calls may be repeated is never withdrawn. */
  IDEMPOTENCY_NARROWED("give it back its promise, or add another method");

  private final String mend;

  Rule(String mend) {
    this.mend = mend;
  }

  /** The rule's name in findings: {@code field-name}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What to do about a breach. */
  public String mend() {
    return mend;
  }

  /** Whether the rule compares a contract with the published one. */
  public boolean isAboutChange() {
    return compareTo(TYPE_REMOVED) >= 0;
  }
}
