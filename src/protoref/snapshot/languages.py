"""The language of a document, by its name, else by its first line."""

from __future__ import annotations

import re

TEXT = "text"
"""What nothing else fits: searched, never parsed."""

_SUFFIXES = {
    "python": "py pyi pyw pyx pxd",
    "rust": "rs",
    "proto": "proto protodevel",
    "go": "go",
    "typescript": "ts tsx mts cts",
    "javascript": "js jsx mjs cjs coffee",
    "vue": "vue svelte astro",
    "java": "java jsp jspx jspf gsp aidl xtend",
    "kotlin": "kt kts",
    "scala": "scala sc",
    "csharp": "cs razor cshtml vb vbhtml xaml aspx ascx master",
    "fsharp": "fs fsi fsx",
    "swift": "swift",
    "objectivec": "m mm",
    "cpp": "cc cpp cxx c++ hh hpp hxx h++ h inl ipp",
    "c": "c",
    "ruby": "rb rake gemspec",
    "php": "php",
    "dart": "dart",
    "elixir": "ex exs",
    "erlang": "erl hrl",
    "haskell": "hs lhs",
    "ocaml": "ml mli",
    "lua": "lua",
    "perl": "pl pm t",
    "r": "r",
    "julia": "jl",
    "zig": "zig",
    "nim": "nim",
    "crystal": "cr",
    "elm": "elm",
    "d": "d",
    "gdscript": "gd",
    "pascal": "pas pp dpr",
    "clojure": "clj cljs cljc edn",
    "groovy": "groovy gradle",
    "sql": "sql",
    "graphql": "graphql gql",
    "prose": "md mdx markdown rst adoc asciidoc txt org",
    "shell": "sh bash zsh fish ksh bats",
    "powershell": "ps1 psm1 psd1",
    "batch": "bat cmd",
    "make": "mk mak",
    "cmake": "cmake",
    "starlark": "bzl bazel star",
    "dockerfile": "dockerfile containerfile",
    "hcl": "tf tfvars hcl",
    "nix": "nix",
    "yaml": "yaml yml",
    "toml": "toml",
    "json": "json jsonc json5 jsonl ndjson",
    "ini": "ini cfg conf properties env editorconfig",
    "xml": "xml xsd wsdl csproj fsproj vbproj props targets plist",
    "html": "html htm xhtml",
    "css": "css scss sass less",
    "textproto": "textproto textpb pbtxt prototxt txtpb pbascii",
    "notebook": "ipynb",
    "thrift": "thrift",
    "flatbuffers": "fbs",
    "template": "j2 jinja jinja2 tmpl tpl mustache hbs",
}
OTHER_NOTEBOOK = "other-notebook"
"""A notebook whose cells are not Python, or that cannot be read: what is in it tells, and not its name."""

_BY_SUFFIX = {suffix: language for language, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}

_BY_NAME = {
    "makefile": "make",
    "gnumakefile": "make",
    "justfile": "make",
    ".justfile": "make",
    "cmakelists.txt": "cmake",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "build": "starlark",
    "workspace": "starlark",
    "tiltfile": "starlark",
    "jenkinsfile": "groovy",
    "rakefile": "ruby",
    "gemfile": "ruby",
    "podfile": "ruby",
    "vagrantfile": "ruby",
    "pipfile": "toml",
    "cargo.lock": "toml",
    "poetry.lock": "toml",
    "uv.lock": "toml",
    "go.mod": "text",
    "sconstruct": "python",
    "sconscript": "python",
    "wscript": "python",
    "readme": "prose",
    "changelog": "prose",
    "contributing": "prose",
    "license": "prose",
    "licence": "prose",
    "notice": "prose",
    "authors": "prose",
    ".bashrc": "shell",
    ".profile": "shell",
    ".envrc": "shell",
    ".env": "ini",
    ".coveragerc": "ini",
}

_INTERPRETERS = {
    "python": "python",
    "pypy": "python",
    "uv": "python",
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "dash": "shell",
    "ksh": "shell",
    "fish": "shell",
    "node": "javascript",
    "deno": "typescript",
    "bun": "typescript",
    "ts-node": "typescript",
    "ruby": "ruby",
    "perl": "perl",
    "php": "php",
    "lua": "lua",
    "make": "make",
    "just": "make",
    "rust-script": "rust",
}
_SHEBANG = re.compile(rb"#![ \t]*(\S+)([^\r\n]*)")
_UV_SCRIPT = re.compile(r"\bpython|--script\b|\s-s\b")


def language_of(path: str, head: bytes = b"") -> str:
    """The language of a document: ``python``, ``rust``, ``proto``, ``go``, ..., ``prose``, ``text``.

    Args:
        path: from the root; only its last part counts.
        head: its first bytes (a line is enough), for scripts without a suffix.
    """
    name = path.rpartition("/")[2].lower()
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    stem, dot, suffix = name.rpartition(".")
    if dot and stem:
        return _BY_SUFFIX.get(suffix) or _BY_NAME.get(stem.partition(".")[0], TEXT if suffix else _by_shebang(head))
    return _by_shebang(head)


def _by_shebang(head: bytes) -> str:
    found = _SHEBANG.match(head.removeprefix(b"\xef\xbb\xbf"))
    if found is None:
        return TEXT
    program = found.group(1).rpartition(b"/")[2].decode("ascii", "replace")
    rest = found.group(2).decode("ascii", "replace")
    if program == "env":
        words = [word for word in rest.split() if not word.startswith("-") and "=" not in word]
        program = words[0].rpartition("/")[2] if words else ""
    if program == "uv" and not _UV_SCRIPT.search(rest):
        return TEXT
    return _INTERPRETERS.get(re.sub(r"[\d.]+$", "", program.lower()), TEXT)
