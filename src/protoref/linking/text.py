"""What a spelling means in text that is not parsed: prose, lists of paths, build inputs, strings, binaries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

import msgspec

from protoref.model.occurrence import OccurrenceClass, Reading, Usage
from protoref.model.source import Range, Role, Source
from protoref.outline.patterns import Written

PROSE = frozenset({"prose"})
_PATH_LISTS = re.compile(
    r"(^|/)(CODEOWNERS|MANIFEST\.in|OWNERS|\.?[\w-]*ignore|\.gitattributes|\.gitmodules|\.editorconfig|\.flake8|\.pylintrc)$"
)
_HASH_COMMENTS = frozenset(
    {"shell", "make", "yaml", "toml", "dockerfile", "ini", "cmake", "starlark", "ruby", "perl", "elixir", "r", "hcl"}
    | {"nix", "julia", "powershell", "textproto", "graphql", "nim", "crystal", "gdscript"}
)
_SLASH_COMMENTS = frozenset(
    {
        "go",
        "typescript",
        "javascript",
        "java",
        "kotlin",
        "scala",
        "csharp",
        "fsharp",
        "swift",
        "cpp",
        "c",
        "dart",
        "php",
    }
    | {"rust", "proto", "groovy", "objectivec", "zig", "thrift", "flatbuffers"}
)
_BUILD_LANGUAGES = frozenset(
    {"shell", "powershell", "batch", "make", "dockerfile", "cmake", "starlark", "groovy", "nix"}
)
_DATA_LANGUAGES = frozenset({"yaml", "toml", "json", "ini", "xml"})
SCALARS = _DATA_LANGUAGES | {"textproto", "hcl"}
"""Languages in which a value needs no quotes."""
_PROTOC = re.compile(
    rb"\b(?:protoc|grpc_tools|buf|compile_protos?|protobuf|prost_build|tonic_build|tonic_prost_build)\b"
)
_PATH_KEY = re.compile(r"^\s*-?\s*['\"]?(paths(?:-ignore)?|files|exclude|ignore|extend-exclude|omit)['\"]?\s*[:=]")
_EXCLUDE_KEY = re.compile(r"^\s*-?\s*['\"]?(paths-ignore|exclude|ignore|extend-exclude|omit)['\"]?\s*[:=]")
_ANY_KEY = re.compile(r"^\s*['\"]?[\w.-]+['\"]?\s*[:=]|^\s*\[")
_LISTABLE = frozenset({Written.PROTO_PATH, Written.MODULE, Written.GENERATED_FILE})
"""What a filter of paths may be about."""
_LISTS = (".txt", ".list", ".lst")
_TEXTPROTO_HEADER = re.compile(r"\s*#\s*proto-(?:file|message|import)\s*:")
_DOCTEST = re.compile(r"\s*(?:>>>|\.\.\.)\s")
_SPOKEN = re.compile(rb"\"[^\"\\\n{]*\"|'[^'\\\n{]*'")
"""A string without fields and escapes."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def distinctive(name: str) -> bool:
    """Whether a bare name stands for itself in prose: several words, like `SpanDataContainer` or `span_data`."""
    return len([word for word in _WORDS.findall(name) if not word.isdigit()]) > 1


class TextReader:
    """Reads one document. Cheap to make; what it needs to know about the document is found out when first asked.

    Args:
        source: the document.
        language: its language.
        role: what it is for.
    """

    def __init__(self, source: Source, language: str, role: Role) -> None:
        self.source, self.language, self.role = source, language, role

    def read(self, place: Range, written: Written) -> Reading:
        """What an occurrence amounts to, by where it stands and how it names its symbol."""
        where = self.prose_at(place)
        if where:
            return self.prose(place, written, where)
        if written in _LISTABLE and self.language in _DATA_LANGUAGES and self._listed_path(place):
            return Reading(OccurrenceClass.MENTION, "in a path filter", language=self.language)
        if written is Written.PROTO_PATH:
            return self._proto_path()
        return self.string(written)

    def leaves_out(self, place: Range, written: Written) -> bool:
        """Whether a path stands in a list of what a tool leaves out: that says nothing of what the document is about."""
        return written in _LISTABLE and self.language in _DATA_LANGUAGES and self._listed_path(place, _EXCLUDE_KEY)

    def prose_at(self, place: Range) -> str:
        """In which kind of prose a place is, in words; empty where it is in none."""
        if self.language in PROSE or (self.role is Role.DOCS and self.language == "text"):
            return "" if self._is_listed(place) else "in prose"
        if self.role is Role.DOCS and self.language == "html":
            return "" if self._in(self._scripts, place.start) else "in prose"
        if self._listing:
            return self._listing
        if self.in_comment(place.start) and not (self.language == "textproto" and self._heads(place)):
            return "in a comment"
        return ""

    def in_prose(self, offset: int) -> bool:
        """Whether a byte offset is in prose: in a comment or a document for people."""
        return self.prose_at(Range(offset, offset)) != ""

    def _is_listed(self, place: Range) -> bool:
        """Whether a line of plain text is a name and nothing else: a list that a program reads, no sentence."""
        if not self.source.path.lower().endswith(_LISTS):
            return False
        line = self.source.line(self.source.position(place.start).line).strip()
        name = self.source.text(place)
        return "." in name and line.lstrip("/.").removesuffix("/*") == name

    def _heads(self, place: Range) -> bool:
        """Whether a comment of a textproto says what the document is (txtpb's headers `proto-file`, `proto-message`)."""
        return _TEXTPROTO_HEADER.match(self.source.line(self.source.position(place.start).line)) is not None

    def is_code(self, place: Range) -> bool:
        """Whether a place in a docstring or in prose is code that tests run: a line of a Python doctest, but no words in a string of it."""
        line = self.source.line(self.source.position(place.start).line)
        return self.language in ("python", "prose") and _DOCTEST.match(line) is not None and not self._is_worded(place)

    def _is_worded(self, place: Range) -> bool:
        """Whether a name is one of several words in a string of its line: neither the whole of it, nor a field, nor an import."""
        data = self.source.data
        start, end = data.rfind(b"\n", 0, place.start) + 1, data.find(b"\n", place.end)
        return any(
            text.start() < place.start < text.end() and b" " in text[0].strip() and b"import" not in text[0]
            for text in _SPOKEN.finditer(data, start, end if end >= 0 else len(data))
        )

    def prose(self, place: Range, written: Written, where: str) -> Reading:
        """In prose: names that stand for themselves are mentions, others are homonyms."""
        text = self.source.text(place)
        plain = written is Written.PACKAGE and "." not in text
        if (written is Written.NAME or plain) and not (written is Written.NAME and distinctive(text)):
            return Reading(OccurrenceClass.HOMONYM, f"a common word {where}", language=self.language)
        return Reading(OccurrenceClass.MENTION, where, language=self.language)

    def string(self, written: Written, where: str = "") -> Reading:
        """In a string or in data: whatever says the whole name may be a use, a bare name may not."""
        if written is Written.NAME or written is Written.PACKAGE:
            return Reading(OccurrenceClass.HOMONYM, f"a bare name {where or 'in text'}", language=self.language)
        return Reading(
            OccurrenceClass.REFERENCE, f"{written} {where or 'in text'}", Usage.STRING, self.language or "text"
        )

    def _proto_path(self) -> Reading:
        compiles = self.language in _BUILD_LANGUAGES | _DATA_LANGUAGES or self._speaks_of_protoc
        if self.role is Role.BUILD or compiles:
            return Reading(OccurrenceClass.BUILD, "build input", Usage.BUILD, self.language)
        return self.string(Written.PROTO_PATH)

    def proto_path_in_code(self) -> Reading:
        """The path of a proto in a string of parsed code: a build input where the document runs a proto compiler."""
        if self.role is Role.BUILD or self._speaks_of_protoc:
            return Reading(OccurrenceClass.BUILD, "build input", Usage.BUILD, self.language)
        return self.string(Written.PROTO_PATH, "in a string")

    @cached_property
    def _speaks_of_protoc(self) -> bool:
        return _PROTOC.search(self.source.data) is not None

    def _listed_path(self, place: Range, key: re.Pattern[str] = _PATH_KEY) -> bool:
        """Whether the innermost key above the line is one that lists paths (`paths:` of a workflow)."""
        number = self.source.position(place.start).line
        line = self.source.line(number)
        if key.match(line):
            return True
        indent = len(line) - len(line.lstrip())
        if not line.lstrip().startswith(("-", '"', "'")):
            indent -= 1  # a line of a text that goes on: its key stands further left
        for above in range(number - 1, max(0, number - 200), -1):
            text = self.source.line(above)
            bare = text.lstrip()
            if bare and not bare.startswith(("-", "#", '"', "'")) and len(text) - len(bare) <= indent:
                if _PATH_KEY.match(text) or _ANY_KEY.match(text):
                    return key.match(text) is not None
                indent = len(text) - len(bare) - 1
        return False

    def in_comment(self, offset: int) -> bool:
        """Whether a byte offset lies in a comment, as far as that is known for the language."""
        return self._in(self._comments, offset)

    def in_string(self, offset: int) -> bool:
        """Whether a byte offset lies in a string literal; True where how a language writes them is not known: all but Go's."""
        return self.language != "go" or self._in(self._strings, offset)

    @staticmethod
    def _in(ranges: list[Range], offset: int) -> bool:
        index = bisect_right(ranges, offset, key=lambda one: one.start) - 1
        return index >= 0 and offset < ranges[index].end

    @cached_property
    def _listing(self) -> str:
        """Which kind of list a whole document is, in words: of paths, or what Sphinx writes for its search (one call with data)."""
        if _PATH_LISTS.search(self.source.path):
            return "in a list of paths"
        found = _INDEX.fullmatch(self.source.data) if self.source.path.endswith("searchindex.js") else None
        try:
            return "in an index of documentation" if found and msgspec.json.decode(found[1]) else ""
        except (msgspec.DecodeError, RecursionError):
            return ""

    @cached_property
    def _scripts(self) -> list[Range]:
        """Ranges of what a page of HTML runs, loads or holds for its scripts, in order: elements and attributes."""
        return [Range(*match.span()) for match in _SCRIPT.finditer(self.source.data)]

    @cached_property
    def _strings(self) -> list[Range]:
        """Ranges of Go's string literals, in order; a comment takes its part of the text as in the language itself."""
        found = _GO_LEXER.finditer(self.source.data) if self.language == "go" else ()
        return [Range(*match.span(1)) for match in found if match.start(1) >= 0]

    @cached_property
    def _comments(self) -> list[Range]:
        """Ranges of the comments, in order. Strings are lexed beside them: a mark inside of one opens nothing."""
        if self.language in _HASH_COMMENTS:
            lexer = _HASH_LEXER
        elif self.language in _SLASH_COMMENTS:
            lexer = _SLASH_LEXER
        else:
            return []
        return [Range(*match.span(1)) for match in lexer.finditer(self.source.data) if match.start(1) >= 0]


# An escaped quote outside of a string opens none: else each of a million would be looked for the end of.
_QUOTED = rb"\\.|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_HASH_LEXER = re.compile(_QUOTED + rb"|(?:(?<=[\s;])|^)(#[^\n\r]*)", re.MULTILINE)
_SCRIPT = re.compile(
    rb"(?i)<(?:script|template)\b.*?(?:</(?:script|template)|\Z)|<(?:link|iframe|object|embed)\b[^>]*"
    rb"|[\s\"'](?:on\w+|data-[\w-]+|[\w-]*[:@.(\[*][\w.:)\]-]+|(?:hx|ng|v|x)-[\w-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)",
    re.DOTALL,
)
_INDEX = re.compile(rb"\s*Search\.setIndex\((\{.*\})\);?\s*", re.DOTALL)
_GO_LEXER = re.compile(rb"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|'(?:\\.|[^'\\\n])*'|(\"(?:\\.|[^\"\\\n])*\"?|`[^`]*`?)")
_SLASH_LEXER = re.compile(_QUOTED + rb"|`(?:\\.|[^`\\])*`|(//[^\n\r]*|/\*[\s\S]*?(?:\*/|\Z))")


_DOTTED = re.compile(rb"[\w.]*\Z")
_ESCAPES = re.compile(r"\\(?:[abfnrtv](?=[^/\\]*[/.])|x[0-9A-Fa-f]{2}|[0-7]{1,3})")
_TOKEN = re.compile(rb"[\w./${}~@%+\\-]*\Z")


def path_around(source: Source, place: Range) -> str:
    """The whole path that an occurrence of a proto path is the end of, as written (`../proto/b.proto`)."""
    before = _TOKEN.search(source.data, max(0, place.start - 300), place.start)
    assert before is not None
    folders, name = before.group().decode("utf-8", "surrogateescape"), source.text(place)
    # What looks like an escape and reaches into the name is the end of a folder: `gen\\bill.pb.cc`.
    ends = [found.end() for found in _ESCAPES.finditer(folders + name) if found.end() <= len(folders)]
    return (folders[max(ends, default=0) :] + name).replace("\\", "/")


def dotted_around(source: Source, place: Range) -> str:
    """A name with the dotted path that it stands behind (`a.v1.b_pb2`)."""
    before = _DOTTED.search(source.data, max(0, place.start - 300), place.start)
    assert before is not None
    return (before.group() + source.data[place.start : place.end]).decode("utf-8", "surrogateescape").lstrip(".")


def fills_its_string(data: bytes, place: Range) -> bool:
    """Whether the path of an rpc is all that a string literal holds (`"/pkg.Svc/Method"`): such a string means nothing else."""
    quote = data[place.start - 2 : place.start - 1]
    return (
        data[place.start - 1 : place.start] == b"/"
        and quote in (b'"', b"'")
        and data[place.end : place.end + 1] == quote
    )


def names_file(written: str, folder: str, names: Sequence[str], paths: frozenset[str]) -> bool:
    """Whether a written path can mean a schema file.

    Args:
        written: the path as it stands.
        folder: of the document it stands in, from the root.
        names: the file's root path and import path.
        paths: all documents; a path that names another one exactly does not mean this one.
    """
    parts = [part for part in re.split(r"/", written) if part and part != "."]
    plain = [part for part in parts if part != ".." and "$" not in part and "}" not in part]
    relative = _normal([*folder.split("/"), *parts])
    for exact in (relative, "/".join(parts)):
        if exact in paths:
            return exact == names[0]
    for name in names:
        known = name.split("/")
        shorter = min(len(known), len(plain))
        if shorter and known[-shorter:] == plain[-shorter:]:
            return True
    return False


def _normal(parts: Sequence[str]) -> str:
    found: list[str] = []
    for part in parts:
        if part == "..":
            if not found:
                return ""
            found.pop()
        elif part and part != ".":
            found.append(part)
    return "/".join(found)
