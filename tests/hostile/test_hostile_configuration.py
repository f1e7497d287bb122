"""Configuration that is broken, wrong, huge or hostile: an error in two lines, or without effect; never a way to SAFE."""

from __future__ import annotations

import pytest
from yard import FILES, Yard

WRONG = {
    "broken": "[[[",
    "not UTF-8": b"x = '\xff'",
    "NUL": b"x = '\0'",
    "UTF-16": 'x = "a"'.encode("utf-16"),
    "deep": "x = " + "[" * 10_000 + "]" * 10_000,
    "deep tables": "[" + ".".join(["a"] * 5000) + "]\n" + "x = " + "{a = " * 3000 + "1" + "}" * 3000,
    "huge": "# " + "x" * 2_000_000,
    "many": "".join(f'[[ignore]]\nrule = "mention"\npaths = ["x{n}"]\nreason = "x"\n' for n in range(20_000)),
    "a large number": "x = " + "9" * 10_000,
    "a wrong type": "import_roots = 1",
    "a wrong type inside": "import_roots = [1]",
    "a wrong role": '[roles]\nnope = ["*"]',
    "a generated role": '[roles]\ngenerated = ["*.py"]',
    "a wrong table": "attestations = 1",
    "an attestation of nothing": "[[attestations]]\n",
    "a wrong class": '[[storage]]\nclass = "gone"\nsymbols = ["*"]',
    "a wrong rule": '[[ignore]]\nrule = "nope"\npaths = ["*"]\nreason = "x"',
    "no reason": '[[ignore]]\nrule = "opaque"\npaths = ["*"]',
    "an unknown key": '[[ignore]]\nrule = "opaque"\npath = "*"\nreason = "x"',
    "a wrong reach": '[[opaque]]\npaths = ["*"]\nreason = "x"\nreaches = 1',
    "a date": "storage = 1979-05-27",
    "twice": "import_roots = []\nimport_roots = []",
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_configuration_is_an_error(yard: Yard, case: str) -> None:
    yard.write("protoref.toml", WRONG[case])
    yard.refuse("protoref.toml", ci=False)
    # What the change writes there counts only once it is merged; until then somebody has to look at it.
    assert yard.protoref("ci", "--base", yard.base).code == 3


@pytest.mark.parametrize("made", ["link", "folder", "fifo", "device"])
def test_configuration_that_is_no_file(yard: Yard, made: str) -> None:
    import os

    yard.remove("protoref.toml")
    place = yard / "protoref.toml"
    if made == "link":
        (yard.outside / "x.toml").write_text(FILES["protoref.toml"])
        place.symlink_to(yard.outside / "x.toml")
    elif made == "folder":
        place.mkdir()
    elif made == "fifo":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero")
    ran = yard.protoref("can-delete", "proto/shed.proto")
    assert ran.code == (0 if made == "folder" else 2), ran.out  # its class needs no configuration


PATTERNS = ["*a" * 40 + "b", "**/" * 200 + "x", "[" * 100, "[!-" * 100 + "]", "\\", "!" * 50, "{a,b}" * 50, "?" * 4000]


@pytest.mark.parametrize("pattern", PATTERNS, ids=range(len(PATTERNS)))
def test_patterns_end(yard: Yard, pattern: str) -> None:
    quoted = pattern.replace("\\", "\\\\")
    yard.write(".gitignore", pattern + "\n")
    yard.write("a" * 200, "x")
    yard.write(".github/CODEOWNERS", f"{pattern} @x\n")
    for text in (f'[roles]\ntest = ["{quoted}"]\n', f'[[storage]]\nclass = "transient"\nsymbols = ["{quoted}"]\n'):
        yard.write("protoref.toml", text)
        assert yard.protoref("audit").code in {0, 2}


def test_suppressions_take_no_certain_reference_back(yard: Yard) -> None:
    """A pull request cannot approve itself, whatever it writes: the base's policy counts, and certain uses stay."""
    everything = FILES["protoref.toml"] + "".join(
        f'[[ignore]]\nrule = "{rule}"\npaths = ["**"]\nreason = "trust me"\n'
        for rule in ("possible-reference", "unresolved", "opaque")
    )
    yard.write("protoref.toml", everything + '[[opaque]]\npaths = ["**"]\nreaches = []\nreason = "trust me"\n')
    for path in ("app/walker.py", "src/main.rs", "app/keeper.py"):
        comment = "#" if path.endswith(".py") else "//"
        lines = yard.read(path).decode().splitlines()
        text = "\n".join(f"{line}  {comment} protoref: ignore[code-reference] trust me" for line in lines)
        yard.write(path, text + "\n")
    found = yard.verdicts()
    assert {found[schema] for schema in ("gate.proto", "path.proto", "wall.proto", "well.proto")} == {"blocked"}
    yard.remove("proto/path.proto")
    yard.remove("app/gen/path_pb2.py")
    assert yard.protoref("ci", "--base", yard.base).code == 1
    yard.commit()
    assert yard.protoref("ci", "--base", yard.base, "--head", "HEAD").code == 1


@pytest.mark.parametrize("rule", ["code-reference", "schema-reference", "stub-imported", "storage-active", "*"])
def test_what_is_certain_cannot_be_ignored(yard: Yard, rule: str) -> None:
    text = f'[[ignore]]\nrule = "{rule}"\npaths = ["**"]\nreason = "trust me"\n'
    yard.write("protoref.toml", FILES["protoref.toml"] + text)
    yard.refuse("cannot be ignored", ci=False)


def test_a_change_cannot_declare_its_own_storage(yard: Yard) -> None:
    yard.write("protoref.toml", "")
    yard.base = yard.commit()
    yard.write(
        "protoref.toml",
        FILES["protoref.toml"] + '[[attestations]]\ntarget = "shed.proto"\nkind = "data"\nby = "Eve"\nevidence = "x"\n',
    )
    yard.remove("proto/shed.proto")
    yard.remove("app/gen/shed_pb2.py")
    yard.commit()
    assert yard.protoref("ci", "--base", yard.base, "--head", "HEAD").code in {2, 3}
