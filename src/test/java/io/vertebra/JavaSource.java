package io.vertebra;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One source file and its measures: what {@link ArchitectureTest} limits. */
record JavaSource(Path path, int lines, List<Method> methods, List<String> types) {

  /** A method or constructor, from its first annotation or modifier to its closing brace. */
  record Method(String name, long line, long lines) {}

  /** All source files below a directory; none when it does not exist. */
  static List<JavaSource> below(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> sources =
          files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      return parse(sources);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<JavaSource> parse(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      List<JavaSource> sources = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(measure(unit, positions));
      }
      return sources;
    }
  }

  private static JavaSource measure(CompilationUnitTree unit, SourcePositions positions)
      throws IOException {
    Path path = Path.of(unit.getSourceFile().toUri());
    LineMap lines = unit.getLineMap();
    List<Method> methods = new ArrayList<>();
    List<String> types = new ArrayList<>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitClass(ClassTree type, Void nothing) {
        types.add(type.getSimpleName().toString());
        return super.visitClass(type, nothing);
      }

      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        long end = positions.getEndPosition(unit, method);
        if (end >= 0) {
          long first = lines.getLineNumber(positions.getStartPosition(unit, method));
          long last = lines.getLineNumber(end);
          methods.add(new Method(method.getName().toString(), first, last - first + 1));
        }
        return super.visitMethod(method, nothing);
      }
    }.scan(unit, null);
    int count = (int) unit.getSourceFile().getCharContent(true).toString().lines().count();
    return new JavaSource(Path.of("").toAbsolutePath().relativize(path), count, methods, types);
  }
}
