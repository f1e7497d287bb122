"""Whatever a change calls its files and writes into them: its comment stays ours."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from changed import changed
from fuzz.targets.markdown import only_ours
from protoref.model.finding import Finding, Place
from protoref.reporting import comment, github

_PIECES = st.sampled_from(
    ["`", "``", "|", "\\", "\n", "\r", "<!--", "-->", "<b>", "</details>", "<script>", "@team", "#1", "](x)", "[a]", "![", "::error::",
     "##[group]", "https://x.example", "www.x.example", "%0A", "*", "_", "~~", "&lt;", "<!-- protoref:main -->", "SAFE", " ", "a", "\u202e", "\x1b[31m",
     "\udcff", "$(x)", "- [ ] ", "> ", "# ", "|---|", "\t"]
)  # fmt: skip
TEXTS = st.lists(_PIECES, max_size=8).map("".join)
LINKS = "https://forge.example/o/r/blob/c0ffee/"


@given(path=TEXTS, message=TEXTS, symbol=TEXTS, general=TEXTS)
def test_nothing_breaks_out_of_the_comment(path: str, message: str, symbol: str, general: str) -> None:
    base = changed()
    review = base.review
    assert review is not None
    target = replace(
        base.targets[0],
        symbol=symbol or "x",
        findings=(Finding("opaque", "review", message, Place(path or "x", 3, 1), base.targets[0].key),),
    )
    report = replace(
        base,
        targets=(target,),
        findings=(Finding("policy-change", "review", general, Place(path or "x")),),
        review=replace(review, moved=((path, target.key.removeprefix("file:")),), unused=(symbol or "x",)),
    )
    text = comment.render(report, links=LINKS)

    assert text.count("<!-- protoref:main -->") == 1
    assert text.startswith("<!-- protoref:main -->\n### protoref: ")
    only_ours(text)
    for line in github.render(report).splitlines():
        assert re.fullmatch(r"::(error|warning|notice) [^:]*::.*", line)
        assert "##[" not in line
