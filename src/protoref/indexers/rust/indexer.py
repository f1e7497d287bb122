"""Makes a `RustIndex` of one document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from protoref.indexers.rust.bindings import read_bindings
from protoref.indexers.rust.doc_tests import Layout, find_doc_files, find_doc_tests, find_prose_tests
from protoref.indexers.rust.expressions import Expressions
from protoref.indexers.rust.index import (
    Body,
    MacroCall,
    MethodCall,
    Opaque,
    Position,
    RustIndex,
    ScopeKind,
    Text,
    Token,
    TokenKind,
    Use,
)
from protoref.indexers.rust.items import Declarations, is_test_file, item_nodes, item_regions, read_items
from protoref.indexers.rust.leaves import Context, Found, Region, assemble, outermost
from protoref.indexers.rust.macro_globs import called
from protoref.indexers.rust.parsing import Captures, Node, UnreadableError
from protoref.indexers.rust.scope_table import ScopeTable
from protoref.indexers.rust.transparent import Reading, read
from protoref.indexers.rust.use_trees import blank_comments, flatten, plain
from protoref.model.source import Range, Source
from protoref.outline.rust import may_mount

_LEAVES = ("name", "name.type", "name.field", "name.shorthand")
_POSITIONS = {
    "at.call": Position.CALL,
    "at.alias": Position.ALIAS,
    "at.struct": Position.STRUCT,
    "at.pattern": Position.PATTERN,
    "at.trait": Position.TRAIT,
    "at.self": Position.SELF_TYPE,
    "at.macro": Position.MACRO_NAME,
}
_REGIONS = {
    "use": Region.IMPORT,
    "extern": Region.IMPORT,
    "visibility": Region.HIDDEN,
    "matcher": Region.HIDDEN,
    "attribute": Region.ATTRIBUTE,
    "attribute.inner": Region.ATTRIBUTE,
}
_WORD = re.compile(rb"\$?[^\W\d]\w*")
_PASTED = re.compile(rb"\[<[^\[\]<>]*>\]")
"""`paste!` joins what stands between these brackets to one identifier."""
_DECLARES = re.compile(rb"\b(?:mod|fn|struct|enum|trait)\s+\Z")
"""Behind these an identifier is a new name, and none that refers to something."""
_OPENS = re.compile(rb"\s*\{")
_LONGEST_GAP = 100
"""Bytes that are looked at before a pasted identifier: a keyword and blanks."""
_BINDS = re.compile(rb"\b(?:use|type)\b")
_JOINT = re.compile(rb"\s*::\s*")
_DOCUMENTS = re.compile(rb"///(?!/)|//!|/\*\*(?![*/])|/\*!")
"""What a doc comment starts with."""
_QUOTED = re.compile(rb"\"(?=[/\\]*([A-Za-z_][A-Za-z0-9_.]*)\")")
"""A package or a file's name in quotes. Which quote opens and which closes is not known where code is damaged."""
_INCLUDING = re.compile(rb"(?:include(?!_str|_bytes|_file_descriptor)|OUT_DIR)[^;]*\Z")
_LONGEST_PATH = 200
"""Bytes between an `include` and what it names."""
_HEADER = 200
"""How many bytes a generator's header has at most."""
_INCLUDE_LIMIT = 2000
"""The longest token tree, in bytes, that is kept of an `include`-like macro."""


def index(source: Source) -> RustIndex:
    """Reads one document. What cannot be parsed becomes an `Opaque` fact; nothing is raised."""
    try:
        return _index(source).packed()
    except UnreadableError:
        return unparsed(source)


def _index(source: Source) -> RustIndex:
    reading = read(source.data)
    data, found = reading.data, reading.found
    main = replace(
        _read(source, reading),
        generated=b"@generated" in source.data[:_HEADER].partition(b"\n")[0],
    )
    return replace(
        main,
        doc_tests=_doc_tests(source, find_doc_tests(data, found), main.comments),
        doc_files=find_doc_files(data, found, main.macros),
    )


def index_prose(source: Source) -> RustIndex:
    """Reads the doc tests of a Markdown document that Rust code takes in as documentation."""
    try:
        return RustIndex(source.path, doc_tests=_doc_tests(source, find_prose_tests(source.data)), prose=True).packed()
    except UnreadableError:
        return replace(unparsed(source), prose=True)


def _doc_tests(source: Source, layout: Layout | None, comments: Iterable[Range] = ()) -> RustIndex | None:
    if layout is None:
        return None
    inner = _read(source, read(layout.data), layout.tests)
    unread = [_unreadable(source.data, start, end) for start, end in layout.unread]
    # Comments between the lines of documentation are part of no test, and stay comments.
    plain = [place for place in comments if not _DOCUMENTS.match(source.data, place.start)]
    # A test that ends with the text has a line end and its brace behind that.
    end = len(source.data)
    opaque = [spot._replace(end=min(spot.end, end)) for spot in inner.opaque if spot.start < end]
    remarks = [Range(place.start, min(place.end, end)) for place in inner.comments]
    body = replace(inner.opened, comments=tuple(sorted([*remarks, *plain])))
    return replace(inner, opaque=tuple(sorted([*opaque, *unread])), body=body)


def _read(source: Source, reading: Reading, tests: tuple[tuple[int, int], ...] = ()) -> RustIndex:
    """Reads a document, or the doc tests of one, which stand in the given ranges."""
    data, found, blanked, _ = reading
    nodes = item_nodes(found)
    scopes = ScopeTable(len(data), [*item_regions(nodes, found.get("impl", [])), *_part_regions(found, tests)])
    visibility = {
        node.start_byte: "pub" if node.end_byte - node.start_byte == 3 else "restricted"
        for node in found.get("visibility", ())
    }
    declarations = read_items(data, nodes, found, scopes, visibility)
    comments = _ranges(found.get("comment", ()))
    code = _without(comments, data)
    expressions = Expressions(code)
    bindings, bound = read_bindings(data, found, scopes, expressions)
    calls = _calls(data, found, scopes, expressions)
    expressions.add_arguments(found.get("call", []))
    macros = _macros(data, found, scopes)
    context = _context(found, declarations, bound, macros, scopes)
    named = [(node, kind) for kind in _LEAVES for node in found.get(kind, ())]
    # The parser invents empty names where it misses one, as for the bound type of `where (): Trait` or after the `:` of `($a:b::c)`.
    leaves = [(node.start_byte, node.end_byte, kind) for node, kind in named if node.start_byte < node.end_byte]
    leaves.sort()
    names = assemble(code, leaves, context, scopes)
    opaque = _opaque(data, code, found.get("error", ()), context, _ranges(found.get("string", ())))
    body = Body(
        paths=tuple(names.paths),
        tokens=tuple(sorted([*names.tokens, *_blanked(source.data, blanked, scopes)], key=lambda token: token.start)),
        calls=tuple(sorted([*calls, *_tree_calls(names, expressions)], key=lambda call: call.start)),
        expressions=tuple(expressions.found),  # all of them: the calls above have added theirs
        bindings=bindings,
        strings=_strings(data, found.get("string", ())),
        string_ranges=_ranges(found.get("string", ())),
        comments=comments,
    )
    return RustIndex(
        path=source.path,
        body=body,
        scopes=scopes.freeze(declarations.names, _generics(data, found, scopes), declarations.tests),
        uses=_uses(data, found, scopes, visibility),
        items=tuple(declarations.items),
        fields=tuple(declarations.fields),
        impls=tuple(declarations.impls),
        macros=macros,
        wrappers=tuple(_wrappers(source.data, reading, scopes)),
        attributes=_ranges([*found.get("attribute", ()), *found.get("attribute.inner", ())]),
        opaque=opaque,
        quoted=tuple(_quoted(data, comments)),
        test=is_test_file(data, found.get("attribute.inner", [])),
        lines=tuple(source.line_starts),
    )


def unparsed(source: Source) -> RustIndex:
    """What stands for a document that the parser did not survive: one opaque place with all its identifiers."""
    blank = index(replace(source, data=b""))
    opaque = (_unreadable(source.data, 0, len(source.data)),)
    quoted = tuple(_quoted(source.data, ()))
    return replace(blank, opaque=opaque, quoted=quoted, body=Body(), lines=tuple(source.line_starts))


def _quoted(data: bytes, comments: Iterable[Range]) -> Iterator[Text]:
    if not may_mount(data):
        return
    remarks = list(comments)
    for match in _QUOTED.finditer(data):
        start, end = match.span(1)
        number = bisect_right(remarks, start, key=lambda remark: remark.start) - 1
        if number >= 0 and start < remarks[number].end:
            continue
        if _INCLUDING.search(data, max(0, start - _LONGEST_PATH), start):
            yield Text(match[1].decode(), start, end)


def _unreadable(data: bytes, start: int, end: int) -> Opaque:
    return Opaque(start, end, tuple(sorted({plain(name) for name in _WORD.findall(data, start, end)})))


def _blanked(data: bytes, spans: list[tuple[int, int]], scopes: ScopeTable) -> Iterator[Token]:
    """The identifiers in the wrapping of macros that was blanked."""
    for start, end in spans:
        for match in _WORD.finditer(data, start, end):
            name = plain(match[0])
            yield Token(name, match.end() - len(match[0]), match.end(), TokenKind.HIDDEN, scopes.at(match.start()))


def _ranges(nodes: Iterable[Node]) -> tuple[Range, ...]:
    return tuple(sorted({Range(node.start_byte, node.end_byte) for node in nodes}))


def _part_regions(found: Captures, tests: tuple[tuple[int, int], ...]) -> list[tuple[ScopeKind, int, int]]:
    starts = {start for start, _ in tests}
    regions = [
        (kind, node.start_byte, node.end_byte)
        for kind, name in ((ScopeKind.BLOCK, "block"), (ScopeKind.PART, "part"))
        for node in found.get(name, ())
        if node.start_byte not in starts
    ]
    return regions + [(ScopeKind.MOD, start, end) for start, end in tests]


def _without(comments: Iterable[Range], data: bytes) -> bytes:
    """The text with comments blanked: what stands before or behind them are neighbours. Quotes in them open no string."""
    text = bytearray(data)
    for place in comments:
        text[place.start : place.end] = b" " * (place.end - place.start)
    return bytes(text)


def _spans(nodes: Iterable[Node]) -> list[tuple[int, int]]:
    return [(node.start_byte, node.end_byte) for node in nodes]


def _context(
    found: Captures, declarations: Declarations, bound: set[int], macros: tuple[MacroCall, ...], scopes: ScopeTable
) -> Context:
    positions = {
        node.start_byte: position for capture, position in _POSITIONS.items() for node in found.get(capture, ())
    }
    regions = [
        (node.start_byte, node.end_byte, region)
        for capture, region in _REGIONS.items()
        for node in found.get(capture, ())
    ]
    regions += [(call.tree_start, call.end, Region.TREE) for call in macros]
    regions += [(start, end, Region.BODY) for kind, start, end in scopes.regions if kind is ScopeKind.MACRO]
    return Context(
        regions=outermost(regions),
        positions=positions,
        declared=declarations.declared | {node.start_byte for node in found.get("generic", ())},
        bound=bound,
        labels={node.start_byte for node in found.get("skip", ())},
        associated={node.start_byte for node in found.get("associated", ())},
        methods={node.start_byte for node in found.get("method", ())},
    )


def _generics(data: bytes, found: Captures, scopes: ScopeTable) -> dict[int, list[str]]:
    generics: dict[int, list[str]] = {}
    for node in sorted(found.get("generic", ()), key=lambda one: one.start_byte):
        generics.setdefault(scopes.at(node.start_byte), []).append(plain(data[node.start_byte : node.end_byte]))
    return generics


def _uses(data: bytes, found: Captures, scopes: ScopeTable, visibility: dict[int, str]) -> tuple[Use, ...]:
    uses: list[Use] = []
    for node in sorted(found.get("use", ()), key=lambda one: one.start_byte):
        argument = node.child_by_field_name("argument")
        if argument is None:
            continue
        start = argument.start_byte
        public = visibility.get(node.start_byte, "")
        uses.extend(flatten(data[start : node.end_byte], start, scopes.at(node.start_byte), public))
    for node in found.get("extern", ()):
        name = node.child_by_field_name("name")
        alias = node.child_by_field_name("alias")
        if name is None:
            continue
        end = (alias or name).end_byte
        text = data[name.start_byte : end]
        public = visibility.get(node.start_byte, "")
        leaf = flatten(text, name.start_byte, scopes.at(node.start_byte), public)
        uses.extend(one._replace(extern=True) for one in leaf)
    return tuple(sorted(uses, key=lambda use: use.segments[0].start if use.segments else use.name_start))


def _macros(data: bytes, found: Captures, scopes: ScopeTable) -> tuple[MacroCall, ...]:
    calls = []
    foreign = {node.start_byte for node in found.get("macro.foreign", ())}
    for node in sorted(found.get("macro", ()), key=lambda one: one.start_byte):
        name = node.child_by_field_name("macro")
        tree = node.named_children[-1] if node.named_child_count else None
        if name is None or tree is None or tree.type != "token_tree":
            continue
        path = _JOINT.sub(b"::", data[name.start_byte : name.end_byte]).decode("utf-8", "surrogateescape")
        last = path.rpartition("::")[2].removeprefix("r#")
        if "include" in last and blank_comments(data[name.end_byte : tree.start_byte]).strip() != b"!":
            continue  # damaged: what is quoted in it may be mounted, and is looked at as such
        # What stands among foreign declarations is no Rust: cxx includes headers there.
        keep = (
            "include" in last and node.start_byte not in foreign and tree.end_byte - tree.start_byte <= _INCLUDE_LIMIT
        )
        text = data[tree.start_byte : tree.end_byte].decode("utf-8", "surrogateescape") if keep else ""
        scope = scopes.at(name.start_byte)
        tokens = blank_comments(data[tree.start_byte : tree.end_byte])
        binds, inner = _BINDS.search(tokens) is not None, called(tokens)
        at, end = tree.start_byte, tree.end_byte
        calls.append(MacroCall(last, path, name.start_byte, at, end, scope, text, binds=binds, inner=inner))
    return tuple(calls)


def _wrappers(data: bytes, reading: Reading, scopes: ScopeTable) -> Iterator[MacroCall]:
    """The macro calls whose wrapping was blanked, as they are written."""
    for start, tree, end in sorted(reading.calls):
        path = re.sub(rb"\s", b"", data[start:tree].partition(b"!")[0]).decode("utf-8", "surrogateescape")
        name = path.rpartition("::")[2].removeprefix("r#")
        yield MacroCall(name, path, start, tree, end, scopes.at(start), wraps=True)


def _calls(data: bytes, found: Captures, scopes: ScopeTable, expressions: Expressions) -> list[MethodCall]:
    calls = []
    for node in sorted(found.get("dot", ()), key=lambda one: (one.start_byte, one.end_byte)):
        name = node.child_by_field_name("field")
        if name is None:
            continue
        start, end = name.start_byte, name.end_byte
        receiver = expressions.of(node.child_by_field_name("value"))
        calls.append(MethodCall(plain(data[start:end]), start, end, receiver, scopes.at(start)))
    return calls


def _tree_calls(names: Found, expressions: Expressions) -> Iterator[MethodCall]:
    for token in names.tree_methods:
        yield MethodCall(token.name, token.start, token.end, expressions.before(token.start), token.scope)


def _strings(data: bytes, nodes: Iterable[Node]) -> tuple[Text, ...]:
    found = []
    for node in sorted(nodes, key=lambda one: one.start_byte):
        text = data[node.start_byte : node.end_byte]
        first, last = text.find(b'"') + 1, text.rfind(b'"')
        if 0 < first <= last:
            content = text[first:last].decode("utf-8", "surrogateescape")
            found.append(Text(content, node.start_byte + first, node.start_byte + last))
    return tuple(found)


def _opaque(
    data: bytes, code: bytes, nodes: Iterable[Node], context: Context, strings: Sequence[Range]
) -> tuple[Opaque, ...]:
    found: list[tuple[int, int, bool]] = []
    for start, end in sorted(_spans(nodes), key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end, False))
    if b"[<" in code:
        # Which quote opens and which closes is not known where code is damaged.
        texts = () if found else strings
        pasted = (
            match
            for match in _PASTED.finditer(code)
            if _in_macro(match, context) and not _declares(match, code) and not _is_inside(match, texts)
        )
        found += [(match.start(), match.end(), True) for match in pasted]
    return tuple(_unreadable(data, start, end)._replace(computed=computed) for start, end, computed in sorted(found))


def _declares(match: re.Match[bytes], data: bytes) -> bool:
    """Whether a pasted identifier names a new item: `fn [<test_ $name>]`. `mod [<$name>];` may bring a generated file in."""
    before = _DECLARES.search(data[max(0, match.start() - _LONGEST_GAP) : match.start()])
    if before is None:
        return False
    return not before.group().startswith(b"mod") or _OPENS.match(data, match.end()) is not None


def _is_inside(match: re.Match[bytes], ranges: Sequence[Range]) -> bool:
    """Whether a match lies in one of some ranges, sorted and apart from each other (`"Usage: x [<options>]"`)."""
    number = bisect_right(ranges, match.start(), key=lambda one: one.start) - 1
    return number >= 0 and match.end() <= ranges[number].end


def _in_macro(match: re.Match[bytes], context: Context) -> bool:
    number = bisect_right(context.regions, match.start(), key=lambda region: region[0]) - 1
    if number < 0:
        return False
    _, end, kind = context.regions[number]
    return match.end() <= end and kind in (Region.TREE, Region.BODY)
