"""Whatever a change calls its files and writes into them: its comment stays ours."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from protoref.model.finding import Finding, Place
from protoref.reporting import comment, github

sys.path.append(str(Path(__file__).parents[1] / "unit" / "reporting"))
from changed import changed

_PIECES = st.sampled_from(
    ["`", "``", "|", "\\", "\n", "\r", "<!--", "-->", "<b>", "</details>", "<script>", "@team", "#1", "](x)", "[a]", "![", "::error::",
     "##[group]", "https://x.example", "www.x.example", "%0A", "*", "_", "~~", "&lt;", "<!-- protoref:main -->", "SAFE", " ", "a", "\u202e", "\x1b[31m",
     "\udcff", "$(x)", "- [ ] ", "> ", "# ", "|---|", "\t"]
)  # fmt: skip
TEXTS = st.lists(_PIECES, max_size=8).map("".join)
LINKS = "https://forge.example/o/r/blob/c0ffee/"
OURS = re.compile(
    r"<!-- protoref:main -->|<details>|</details>|<summary>|</summary>|<code>|</code>|<details><summary><code>.*</code>: .*</summary>\n?"
    r"|<details><summary>Elsewhere: \d+ findings?</summary>\n?"
)


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
    assert text.isprintable() or set(text) - set(filter(str.isprintable, text)) <= {"\n", "\u200b"}
    shown = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        if token.type == "html_block":
            assert OURS.fullmatch(token.content.rstrip("\n")), token.content
        for child in token.children or ():
            assert child.type not in {"image", "s_open", "em_open", "hardbreak"}, child
            assert child.type != "html_inline", child
            if child.type == "link_open":
                assert str(child.attrs["href"]).startswith(LINKS)
            if child.type == "text":
                shown.append(child.content)
    for prose in shown:
        assert not re.search(r"@\w|#\d|https?://|www\.", prose), prose
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "##[" not in text
    for line in github.render(report).splitlines():
        assert re.fullmatch(r"::(error|warning|notice) [^:]*::.*", line)
        assert "##[" not in line
