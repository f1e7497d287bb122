"""Names with anything in them that a file system takes: they are shown escaped, and hide nothing, in every format."""

import json
import os
import re
from xml.etree import ElementTree

import pytest
from yard import FILES, Yard

NAMES = {
    "newline": b"a\nb.py",
    "carriage return": b"a\rb.py",
    "tab": b"a\tb.py",
    "quotes": b"a\"b'c.py",
    "a dash first": b"-rf.py",
    "an option": b"--help.py",
    "blanks": b" a b .py",
    "colours": b"a\x1b[31mb.py",
    "a bell and a delete": b"a\x07\x7fb.py",
    "C1 controls": "a\x9b31mb.py".encode(),
    "bidirectional": "a\u202eyp.b.py".encode(),
    "isolates": "a\u2066b\u2069.py".encode(),
    "line separators": "a\u2028b\u2029.py".encode(),
    "not UTF-8": b"a\xff\xfeb.py",
    "half a letter": b"a\xc3.py",
    "surrogates": b"a\xed\xb2\x80.py",
    "composed": "\u00e9.py".encode(),
    "decomposed": "e\u0301.py".encode(),
    "a workflow command": b"::error file=x,line=1::pwned.py",
    "a GitLab section": b"section_start:0:x.py",
    "Markdown": b"a`|](b) **c** <!-- d --> @all #1.py",
    "HTML": b"<img src=x onerror=alert(1)>.py",
    "a shell's": b"$(touch pwned);`id`&|.py",
    "glob": b"a*?[b]{c}.py",
    "a backslash": b"a\\b.py",
    "percent": b"%0A%0D%s%n.py",
    "a pathspec": b":(top)x.py",
    "a comma": b"a,b=c;d.py",
    "long": b"a" * 250 + b".py",
    "CON": b"con.py",
    "dots": b"...py",
}
FORMATS = ("text", "concise", "json", "markdown", "github", "sarif", "gitlab", "junit")
_SILENT = {*range(0x20), 0x7F, *range(0x80, 0xA0)} - {0x0A}
_UNSEEN = {*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF}


def printable(text: str) -> None:
    bad = {hex(ord(letter)) for letter in text if ord(letter) in _SILENT | _UNSEEN or "\ud800" <= letter <= "\udfff"}
    assert not bad, bad


@pytest.fixture
def odd(yard: Yard) -> Yard:
    """The only reference lies in files of every name, and in every folder of such a name lies a file that does not parse."""
    for name in NAMES.values():
        _write(yard, b"app/" + name, FILES["app/walker.py"])
        _write(yard, b"app/" + name.replace(b".py", b"_d") + b"/broken.py", FILES["app/walker.py"] + "print 'x'\n")
    return yard


def _write(yard: Yard, path: bytes, text: str) -> None:
    place = os.path.join(os.fsencode(yard.root), path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "w", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize("committed", [False, True], ids=["untracked", "committed"])
def test_no_name_hides_a_file(odd: Yard, committed: bool) -> None:
    if committed:
        odd.commit()
    ran = odd.protoref("can-delete", "proto/path.proto", "--format", "json")
    assert ran.code == 1
    target = next(target for target in ran.report["targets"] if target["symbol"] == "yard.path.PathRecord")
    assert len({one["path"] for one in target["references"] if one["certainty"] == "certain"}) > len(NAMES)
    spots = {one["path"] for one in ran.report["coverage"]["opaque"]}
    assert len(spots) == len(NAMES)
    for arguments in (("can-delete", "proto/path.proto", "--patch"), ("init",)):
        assert odd.protoref(*arguments, *(("--stdout",) if arguments == ("init",) else ())).code in {0, 1, 2, 3}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_them_escaped(odd: Yard, form: str) -> None:
    for arguments in (
        ("can-delete", "proto/path.proto"),
        ("who-uses", "path.proto"),
        ("audit", "--all"),
        ("ci", "--base", odd.base),
    ):
        ran = odd.protoref(*arguments, "--format", form)
        printable(ran.out + ran.err)
        if form in {"json", "sarif", "gitlab"} and ran.code != 2:
            json.loads(ran.out)
        if form == "junit" and ran.code != 2:
            ElementTree.fromstring(ran.out)
        if form == "github":
            assert all(line.startswith("::") for line in ran.out.splitlines() if "pwned" in line.partition("::")[0])
            assert not re.search(r"^::(?!error |warning |notice )", ran.out, re.MULTILINE)


@pytest.mark.parametrize("name", ["newline", "not UTF-8", "Markdown", "colours", "a dash first", "bidirectional"])
def test_a_schema_of_that_name(yard: Yard, name: str) -> None:
    place = os.path.join(os.fsencode(yard.root), b"proto", NAMES[name].replace(b".py", b".proto"))
    with open(place, "w", encoding="utf-8") as file:
        file.write(FILES["proto/shed.proto"].replace("shed", "barn").replace("Shed", "Barn"))
    for arguments in (
        ("audit", "--all"),
        ("stubs",),
        ("can-delete", "yard.barn"),
        ("who-uses", "yard.barn"),
        ("ci", "--base", yard.base),
    ):
        for form in ("text", "json", "markdown"):
            ran = yard.protoref(*arguments, *(() if arguments == ("stubs",) else ("--format", form)))
            printable(ran.out + ran.err)
    assert yard.protoref("can-delete", "yard.barn").code == 0
