package io.vertebra.config;

import io.vertebra.config.ConfigException.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads one YAML document into a {@link Node.Mapping}, each value with its file and line. Scalars
 * stay text: the record they are bound to says whether {@code 1.10} is a number or a version.
 * Anchors and merge keys work; duplicate keys, tags and a root that is no mapping are refused.
 */
final class YamlReader {
  static final int MAX_BYTES = 1 << 20;

  /** Counted after aliases are followed, so that a few lines cannot unfold into millions. */
  static final int MAX_VALUES = 100_000;

  private static final Set<Tag> TAGS =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MAP,
          Tag.SEQ,
          Tag.MERGE);

  private final String name;
  private final List<Problem> problems;
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;

  private YamlReader(String name, List<Problem> problems) {
    this.name = name;
    this.problems = problems;
  }

  /** What cannot be read is added to {@code problems}, and the rest is returned. */
  static Node.Mapping read(Path file, List<Problem> problems) {
    String name = file.toString();
    try {
      if (Files.size(file) > MAX_BYTES) {
        problems.add(
            new Problem(name, Files.size(file) + " bytes", "at most " + MAX_BYTES + " bytes", ""));
        return Node.Mapping.NOTHING;
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return read(name, text, problems);
    } catch (CharacterCodingException e) {
      problems.add(new Problem(name, "malformed text", "UTF-8", ""));
    } catch (IOException e) {
      String reason = Files.exists(file) ? "unreadable" : "no such file";
      problems.add(new Problem(name, reason, "a readable YAML file", ""));
    }
    return Node.Mapping.NOTHING;
  }

  /** As {@link #read(Path, List)}, of a text whose lines are named {@code name:line}. */
  static Node.Mapping read(String name, String text, List<Problem> problems) {
    return new YamlReader(name, problems).document(text);
  }

  private Node.Mapping document(String text) {
    if (text.length() > MAX_BYTES) {
      refuse(name, text.length() + " characters", "at most " + MAX_BYTES);
      return Node.Mapping.NOTHING;
    }
    try {
      String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
      org.yaml.snakeyaml.nodes.Node root = new Yaml(options()).compose(new StringReader(body));
      Node node = root == null ? Node.Mapping.NOTHING : convert(root);
      if (node instanceof Node.Mapping mapping) {
        return mapping;
      }
      if (!(node instanceof Node.Empty)) {
        refuse(at(root), "not a mapping", "a mapping of keys to values at the root");
      }
    } catch (MarkedYAMLException e) {
      refuse(at(e.getProblemMark()), shown(e.getProblem()), "well-formed YAML");
    } catch (YAMLException e) {
      refuse(name, shown(e.getMessage()), "well-formed YAML");
    }
    return Node.Mapping.NOTHING;
  }

  /** Tags pass the parser, whose words would quote them, and are refused here; none is acted on. */
  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setTagInspector(tag -> true);
    return options;
  }

  /** The parser's words about an alias quote the text, which may be a secret starting with '*'. */
  private static String shown(String problem) {
    String line = problem == null ? "unreadable" : problem.lines().findFirst().orElse("unreadable");
    return line.contains("undefined alias")
        ? "an alias of nothing (text that starts with * needs quotes)"
        : line;
  }

  private Node convert(org.yaml.snakeyaml.nodes.Node node) {
    String origin = name + ":" + (node.getStartMark().getLine() + 1);
    if (++values > MAX_VALUES) {
      throw new YAMLException("more than " + MAX_VALUES + " values");
    }
    if (!TAGS.contains(node.getTag())) {
      refuse(at(node), "a tag", "plain YAML without tags");
      return new Node.Empty(origin);
    }
    if (node instanceof ScalarNode scalar) {
      return scalar.getTag().equals(Tag.NULL)
          ? new Node.Empty(origin)
          : new Node.Scalar(scalar.getValue(), false, origin);
    }
    if (!open.add(node)) {
      refuse(at(node), "an alias inside its own anchor", "a finite value");
      return new Node.Empty(origin);
    }
    Node converted =
        node instanceof MappingNode mapping
            ? mapping(mapping, origin)
            : sequence((SequenceNode) node, origin);
    open.remove(node);
    return converted;
  }

  private Node sequence(SequenceNode node, String origin) {
    List<Node> items = new ArrayList<>();
    node.getValue().forEach(item -> items.add(convert(item)));
    return new Node.Sequence(Collections.unmodifiableList(items), origin);
  }

  private Node mapping(MappingNode node, String origin) {
    Map<String, Node> own = new LinkedHashMap<>();
    Map<String, Node> merged = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        mergeKey(tuple.getValueNode(), merged);
      } else if (tuple.getKeyNode() instanceof ScalarNode key) {
        int line = key.getStartMark().getLine() + 1;
        Integer first = lines.putIfAbsent(key.getValue(), line);
        if (first != null) {
          refuse(at(key), key.getValue() + " again", "each key once; it is also on line " + first);
        }
        own.put(key.getValue(), convert(tuple.getValueNode()));
      } else {
        refuse(at(tuple.getKeyNode()), "a mapping or list as key", "a word as key");
      }
    }
    merged.forEach(own::putIfAbsent);
    return new Node.Mapping(Collections.unmodifiableMap(own), origin);
  }

  /** {@code <<: *one} or {@code <<: [*first, *second]}; the first to have a key wins. */
  private void mergeKey(org.yaml.snakeyaml.nodes.Node value, Map<String, Node> merged) {
    Node converted = convert(value);
    List<Node> sources =
        converted instanceof Node.Sequence sequence ? sequence.items() : List.of(converted);
    for (Node source : sources) {
      if (source instanceof Node.Mapping mapping) {
        mapping.entries().forEach(merged::putIfAbsent);
      } else {
        refuse(at(value), "a merge key", "the alias of a mapping");
      }
    }
  }

  private String at(org.yaml.snakeyaml.nodes.Node node) {
    return at(node.getStartMark());
  }

  private String at(Mark mark) {
    return mark == null ? name : name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  private void refuse(String at, String what, String expected) {
    problems.add(new Problem(at, what, expected, ""));
  }
}
