"""An index that was kept is the index that was made, in every part, wherever the same text lies."""

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from pages import Block, blocks, text_of
from protoref.indexers.python.index import PythonIndex
from protoref.indexers.python.indexer import index as index_python
from protoref.indexers.rust.index import RustIndex
from protoref.indexers.rust.indexer import index as index_rust
from protoref.kept import engine, indexes
from protoref.kept.indexes import KeptIndexes, packing
from protoref.kept.store import Store
from protoref.model.source import Source

SPEC = Path(__file__).parents[2] / "spec"
SUFFIXES = {"python": ".py", "rust": ".rs"}
LANGUAGES = {"python": (index_python, PythonIndex), "rust": (index_rust, RustIndex)}


@cache
def documents(language):
    """All documents of a language on the literate pages."""
    found = {}
    for page in sorted((SPEC / language).rglob("*.md")):
        for block in blocks(page):
            if isinstance(block, Block) and block.rest.endswith(SUFFIXES[language]):
                found.setdefault(text_of(block, {}), f"{page.stem}{len(found)}")
    return [Source(path, path, text.encode("utf-8", "surrogateescape")) for text, path in found.items()]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "cache.sqlite")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_of_the_pages(store, language):
    index, kind = LANGUAGES[language]
    sources = documents(language)
    assert len(sources) > 100
    made = {source.path: index(source) for source in sources}
    kept = KeptIndexes(store, language, kind)
    packed = {source.path: packing(index)(source) for source in sources}
    assert {path: kept.unpack(one) for path, one in packed.items()} == made
    kept.keep(packed, sources)
    assert kept.recall(sources) == made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_text_at_other_paths(store, language):
    index, kind = LANGUAGES[language]
    sources = documents(language)[:40]
    kept = KeptIndexes(store, language, kind)
    kept.keep({source.path: packing(index)(source) for source in sources}, sources)
    moved = [replace(source, path=f"{folder}/{source.path}") for source in sources for folder in ("a", "b")]
    assert kept.recall(moved) == {source.path: index(source) for source in moved}


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_text_language_or_protoref_finds_nothing(store, language, monkeypatch):
    index, kind = LANGUAGES[language]
    source = Source("a", "id", b"")
    kept = KeptIndexes(store, language, kind)
    kept.keep({"a": packing(index)(source)}, [source])
    assert kept.recall([replace(source, data=b" ")]) == {}
    assert KeptIndexes(store, "other", kind).recall([source]) == {}
    monkeypatch.setattr(indexes, "engine", lambda: b"another")
    assert kept.recall([source]) == {}


def test_names_that_are_no_text_are_handed_on_as_they_are(store):
    plain = Source("plain", "2", b"c = 1\n")
    odd = PythonIndex(path="odd", failure="b\udcff")
    assert packing(lambda source: odd)(plain) is odd
    kept = KeptIndexes(store, "python", PythonIndex)
    kept.keep({"plain": packing(index_python)(plain)}, [plain, replace(plain, path="odd", data=b"b = 1")])
    assert kept.recall([plain]) == {"plain": index_python(plain)}


def test_without_a_store_nothing_is_kept():
    source = Source("a", "id", b"")
    kept = KeptIndexes(None, "python", PythonIndex)
    kept.keep({"a": packing(index_python)(source)}, [source])
    assert kept.recall([source]) == {}


def test_the_engine_is_its_code(monkeypatch, tmp_path):
    (tmp_path / "protoref" / "kept").mkdir(parents=True)
    code = tmp_path / "protoref" / "one.py"
    code.write_text("a = 1\n")
    monkeypatch.setattr(engine, "_PACKAGE", tmp_path / "protoref")
    before = engine.engine.__wrapped__()
    assert engine.engine.__wrapped__() == before
    code.write_text("a = 2\n")
    assert engine.engine.__wrapped__() != before
