package io.vertebra.contract;

import java.util.Locale;

/**
 * What is asked of a contract, and how to mend a breach.
 *
 * <p>Those up to {@link #POLICY} are asked of every contract, the others of one that has been
 * published before.
 */
public enum Rule {
  /** JSON names are made from field names, and can be turned back only if those are snake case. */
  FIELD_NAME(
      "fields and oneofs are named in lower_snake_case",
      "rename it; json_name keeps a JSON name that clients know already"),
  /** Receivers tell by it which revision of the contract the sender knew. */
  VERSION_FIELD(
      "every message begins with uint32 version = 1",
      "add uint32 version = 1, or excuse a value type: option (vertebra.value_type) = \"why\""),
  /** An excuse without a reason is none. */
  VALUE_TYPE(
      "a message that is excused from having a version says why",
      "give option (vertebra.value_type) a reason"),
  /** A oneof can be told from zero, in every language and in JSON, and can grow. */
  PRESENCE(
      "optional data is in a oneof, and nothing is required",
      "put it into a oneof, of its own if need be, or drop the keyword"),
  /** Zero is what a receiver sees when the sender has said nothing. */
  ENUM_ZERO(
      "the zero value of an enum is called ..._UNSPECIFIED",
      "begin the enum with ..._UNSPECIFIED = 0"),
  /** A malformed deadline would be none. */
  DEADLINE(
      "a deadline is a duration or none",
      "write a whole number above 0 with ms, s, m or h, such as 250ms, or none"),
  /** There is no default deadline that suits streams, so each one has its own. */
  STREAM_DEADLINE(
      "a method that streams states its deadline",
      "state (vertebra.method).deadline or (vertebra.service).deadline, if only as none"),
  /** Whoever repeats calls must know what makes two of them the same. */
  IDEMPOTENCY(
      "KEYED goes by a string field of the one request, and no options contradict each other",
      "let KEYED name a string field of the one request, in key; let options agree"),
  /** A repeat of what is not idempotent does it twice. */
  UNSAFE_REPEAT(
      "only methods whose calls may be repeated state retry or hedging",
      "state IDEMPOTENT or KEYED if it is so; else drop retry and hedging"),
  /** A policy that cannot be kept would be none, or another. */
  REPEAT(
      "retry and hedging keep to their ranges, and exclude each other",
      "keep to the ranges that vertebra/options.proto gives; state one of the two"),
  /** What is out of its range is a slip of the pen. */
  POLICY(
      "attempt timeout, breaker, criticality, rate and scopes keep to their ranges",
      "keep to the ranges that vertebra/options.proto gives"),

  /** Its callers and its stored messages are still there. */
  TYPE_REMOVED(
      "published messages, enums and services stay", "put it back with option deprecated = true"),
  /** Messages with it are still stored and sent. */
  FIELD_REMOVED("published fields stay", "put it back with [deprecated = true]"),
  /** The number is the field on the wire. */
  FIELD_NUMBER("a published field keeps its number", "give it back its number"),
  /** The name is the field in JSON and in source code. */
  FIELD_NAME_CHANGED("a published field keeps its name", "give it back its name"),
  /** The JSON name is the field in JSON. */
  JSON_NAME("a published field keeps its JSON name", "state the published json_name"),
  /** What one side writes the other could not read. */
  FIELD_TYPE(
      "a published field keeps its type",
      "give it back its type, deprecate it, and add another field"),
  /** One side would drop all but the last value, or fail. */
  FIELD_LABEL(
      "a published field stays singular or repeated",
      "give it back its label, deprecate it, and add another field"),
  /** Absent and zero would be mistaken for each other. */
  FIELD_PRESENCE(
      "a published field stays able, or unable, to be absent",
      "give it back its presence, deprecate it, and add another field"),
  /** Setting one field of a oneof clears the others. */
  FIELD_ONEOF(
      "a published field stays inside of its oneof, or outside of any",
      "move it back, deprecate it, and add another field"),
  /** Senders that know it still send it. */
  VALUE_REMOVED("published enum values stay", "put it back with [deprecated = true]"),
  /** The number is the value on the wire. */
  VALUE_NUMBER("a published enum value keeps its number", "give it back its number"),
  /** The name is the value in JSON and in source code. */
  VALUE_NAME(
      "a published enum value keeps its name", "give it back its name; allow_alias adds another"),
  /** Its callers are still there. */
  METHOD_REMOVED("published methods stay", "put it back with option deprecated = true"),
  /** What one side writes the other could not read. */
  METHOD_TYPE(
      "a published method keeps its request and response types",
      "give it back its types, deprecate it, and add another method"),
  /** Callers in the published mode would hang or fail. */
  METHOD_STREAMING(
      "a published method keeps streaming what it streams",
      "give it back its mode, deprecate it, and add another method"),
  /** Calls that were good would fail. */
  DEADLINE_NARROWED(
      "a published deadline is never shortened",
      "give it back its deadline, or add another method"),
  /** Callers repeat calls because they were told they may. */
  IDEMPOTENCY_NARROWED(
      "a published promise that calls may be repeated is never withdrawn",
      "give it back its promise, or add another method");

  private final String demand;
  private final String mend;

  Rule(String demand, String mend) {
    this.demand = demand;
    this.mend = mend;
  }

  /** The rule's name in findings: {@code field-name}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is asked. */
  public String demand() {
    return demand;
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
