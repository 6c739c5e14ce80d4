# Sourced by the scripts of this directory: where the project is, what Java runs it, how to speak.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
JAR=$ROOT/target/vertebra.jar
SCRIPT=$(basename "$0")
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java

say() { printf '%s\n' "$*" >&2; }

# Ends with exit code 1.
fail() {
  say "$SCRIPT: $*"
  exit 1
}

# Ends with exit code 2: the command line is wrong.
misused() {
  say "$SCRIPT: $*"
  say "Try 'scripts/$SCRIPT --help'."
  exit 2
}

# The comment at the head of the script, up to its first line that is none.
show_help() {
  sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
}

need_java() {
  command -v "$JAVA" >/dev/null || fail "java: not found (expected: a JDK 17 or newer)"
  local version
  version=$("$JAVA" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java.specification.version = //p')
  case $version in
    1.* | '') version=8 ;;
  esac
  [ "$version" -ge 17 ] || fail "java: $version (expected: 17 or newer)"
}

need_maven() {
  command -v mvn >/dev/null || fail "mvn: not found (expected: Maven 3.8 or newer)"
}

maven() { (cd "$ROOT" && mvn -B -Dstyle.color=never "$@"); }

# newer_than FILE PATH...: whether anything below the paths is newer than the file, or the file missing.
newer_than() {
  local made=$1
  shift
  [ ! -e "$made" ] || [ -n "$(cd "$ROOT" && find "$@" -newer "$made" -print -quit 2>/dev/null)" ]
}

# The plugin that generates notices changed contracts only, not a changed generator or contract check.
drop_stale_generated() {
  local generated=$ROOT/target/generated-sources/protobuf
  if [ -d "$generated" ] && newer_than "$generated" src/main/java/io/vertebra/{codegen,contract} src/main/contract; then
    rm -rf "$ROOT"/target/{generated-sources,generated-test-sources,protobuf-maven-plugin}
  fi
}

# Stamps say what was built last, because an interrupted build leaves files that are newer.
JAR_BUILT=$ROOT/target/jar.built
TESTS_BUILT=$ROOT/target/tests.built

# build_stamp STAMP COMMAND...: runs a build; the stamp bears the time at which it began.
build_stamp() {
  local stamp=$1
  shift
  mkdir -p "$ROOT/target"
  touch "$stamp.new"
  "$@" || return
  mv "$stamp.new" "$stamp"
}

seconds_since() { printf '%ds' $((SECONDS - $1)); }
