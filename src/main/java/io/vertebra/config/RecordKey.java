package io.vertebra.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/**
 * One key of a configuration record: its component with what the annotations say.
 *
 * @param fallback the text of {@link Default}, or null
 */
record RecordKey(
    String name, Type type, String fallback, String doc, boolean live, boolean secret) {

  private static final ClassValue<List<RecordKey>> KEYS =
      new ClassValue<>() {
        @Override
        protected List<RecordKey> computeValue(Class<?> record) {
          return Arrays.stream(record.getRecordComponents()).map(RecordKey::of).toList();
        }
      };

  /** The keys in the order of the components, which is also that of constructor arguments. */
  static List<RecordKey> of(Class<?> record) {
    return KEYS.get(record);
  }

  private static RecordKey of(RecordComponent component) {
    Default fallback = component.getAnnotation(Default.class);
    Doc doc = component.getAnnotation(Doc.class);
    return new RecordKey(
        component.getName(),
        component.getGenericType(),
        fallback == null ? null : fallback.value(),
        doc == null ? "" : doc.value(),
        component.isAnnotationPresent(Live.class),
        component.isAnnotationPresent(Secret.class));
  }
}
