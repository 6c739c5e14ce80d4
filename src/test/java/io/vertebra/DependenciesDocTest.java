package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** docs/DEPENDENCIES.md names what pom.xml has, each with a reason. */
class DependenciesDocTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([\\w.-]+:[\\w.-]+)` \\| (.+) \\|$", Pattern.MULTILINE);

  @Test
  void inTheJar() throws Exception {
    assertThat(documented("In the jar"))
        .isEqualTo(declared("/project/dependencies/dependency[not(scope)]"));
  }

  @Test
  void forTests() throws Exception {
    assertThat(documented("For tests only"))
        .isEqualTo(declared("/project/dependencies/dependency[scope]"));
  }

  @Test
  void plugins() throws Exception {
    assertThat(documented("Plugins of the build"))
        .isEqualTo(declared("/project/build/plugins/plugin"));
  }

  private static Set<String> documented(String section) throws Exception {
    String page = Files.readString(Path.of("docs/DEPENDENCIES.md"));
    String rest = page.substring(page.indexOf("## " + section) + 3);
    int end = rest.indexOf("\n## ");
    Set<String> names = new TreeSet<>();
    for (Matcher row = ROW.matcher(end < 0 ? rest : rest.substring(0, end)); row.find(); ) {
      names.add(row.group(1));
    }
    return names;
  }

  private static Set<String> declared(String path) throws Exception {
    var pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("pom.xml");
    NodeList found =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < found.getLength(); i++) {
      Element element = (Element) found.item(i);
      names.add(text(element, "groupId") + ":" + text(element, "artifactId"));
    }
    return names;
  }

  private static String text(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent().strip();
  }
}
