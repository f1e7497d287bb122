"""What a path may be besides a file: links, pipes, sockets, folders, locked and vanishing ones."""

import os
import socket
import stat

import pytest
from yard import FILES, Damage, Yard

WALKER = FILES["app/walker.py"]


def bind(yard: Yard, path: str) -> None:
    before = os.getcwd()
    os.chdir(yard.root)  # the path of a socket may have 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path)
    finally:
        os.chdir(before)


def device(yard: Yard, path: str) -> None:
    """Where the system has it, the device that reads as zeros without an end; skips where nobody may make one."""
    try:
        os.mknod(yard / path, 0o644 | stat.S_IFCHR, os.stat("/dev/zero").st_rdev)
    except (AttributeError, PermissionError) as error:
        pytest.skip(f"no device can be made here: {error}")


def swap(yard: Yard, path: str, text: str) -> None:
    yard.remove(path)
    (yard / path).symlink_to(text)


def secret(yard: Yard, name: str) -> str:
    """A file outside of the root that nobody may read; its text would make the unused schema used."""
    place = yard.outside / name
    place.write_text("from app.gen.shed_pb2 import ShedRecord\nShedRecord()\n")
    return str(place)


KINDS: dict[str, tuple[Damage, dict[str, str]]] = {
    "a dangling link": (lambda yard: (yard / "app/link.py").symlink_to("nowhere.py"), {}),
    "a link to itself": (lambda yard: (yard / "app/link.py").symlink_to("link.py"), {}),
    "a ring of links": (lambda yard: ((yard / "a").symlink_to("b"), (yard / "b").symlink_to("a")), {}),
    "a link to the root": (lambda yard: (yard / "app/again").symlink_to(".."), {}),
    "a ladder of links": (
        lambda yard: [(yard / f"l{n}").symlink_to(f"l{n + 1}/l{n + 1}") for n in range(60)],
        {},
    ),
    "a link to a used file": (lambda yard: (yard / "app/link.py").symlink_to("walker.py"), {}),
    "a link out of the root": (
        lambda yard: (yard / "app/link.py").symlink_to(secret(yard, "secret.py")),
        {"shed": "review"},
    ),
    "a relative link out of the root": (
        lambda yard: (secret(yard, "secret.py"), (yard / "app/link.py").symlink_to("../../outside/secret.py")),
        {"shed": "review"},
    ),
    "a link to a folder outside": (
        lambda yard: (secret(yard, "secret.py"), (yard / "app/more").symlink_to(yard.outside)),
        {"shed": "review"},
    ),
    "a link to /": (lambda yard: (yard / "app/all").symlink_to("/"), {"shed": "review"}),
    "a link to /dev/zero": (lambda yard: (yard / "app/zero.py").symlink_to("/dev/zero"), {"shed": "review"}),
    "the reference is a link out of the root": (
        lambda yard: swap(yard, "app/walker.py", secret(yard, "walker.py")),
        {"path": "review", "shed": "review"},
    ),
    "the schema is a link out of the root": (
        lambda yard: (yard / "proto/more.proto").symlink_to(secret(yard, "more.proto")),
        {"shed": "review"},
    ),
    "a FIFO as a source": (lambda yard: os.mkfifo(yard / "app/pipe.py"), {}),
    "a FIFO in place of the reference": (
        lambda yard: (yard.remove("app/walker.py"), os.mkfifo(yard / "app/walker.py")),
        {"path": "review", "shed": "review"},
    ),
    "a FIFO as a schema": (lambda yard: os.mkfifo(yard / "proto/pipe.proto"), {}),
    "a socket as a source": (lambda yard: bind(yard, "app/socket.py"), {}),
    "a folder in place of the reference": (
        lambda yard: (yard.remove("app/walker.py"), (yard / "app/walker.py").mkdir()),
        {"path": "safe"},
    ),
    "a folder that is named like a source": (lambda yard: yard.write("app/dir.py/x.txt", ""), {}),
    "a folder that is named like a schema": (lambda yard: yard.write("proto/dir.proto/x.txt", ""), {}),
    "an empty source, schema and crate": (
        lambda yard: [yard.write(path, "") for path in ("app/none.py", "proto/none.proto", "src/none.rs")],
        {},
    ),
    "an LFS pointer in place of the reference": (
        lambda yard: yard.write(
            "app/walker.py",
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12345\n",
        ),
        {"path": "review", "shed": "review"},
    ),
    "an LFS pointer to a picture": (
        lambda yard: yard.write(
            "logo.png", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12345\n"
        ),
        {},
    ),
    "an encrypted file in place of the reference": (
        lambda yard: yard.write("app/walker.py", b"\0GITCRYPT\0" + bytes(range(256)) * 9),
        {"path": "review", "shed": "review"},
    ),
    "an encrypted file in base64": (
        lambda yard: yard.write("app/walker.py", b"U2FsdGVkX1" + b"9jY2wXqBz0aQ==\n" * 9),
        {"path": "review", "shed": "review"},
    ),
    "a file that speaks of encryption": (
        lambda yard: yard.write("docs/keys.md", "`\\0GITCRYPT\\0`, `U2FsdGVkX1`: the beginnings of encrypted files.\n"),
        {},
    ),
    "another file with the same name in other letters": (lambda yard: yard.write("app/Walker.py", "x = 1\n"), {}),
    "another schema with the same name in other letters": (
        lambda yard: yard.write("proto/PATH.proto", FILES["proto/shed.proto"].replace("hed", "iva")),
        {},
    ),
    "a device as a source": (lambda yard: device(yard, "app/zero.py"), {}),
    "a device in place of the reference": (
        lambda yard: (yard.remove("app/walker.py"), device(yard, "app/walker.py")),
        {"path": "review", "shed": "review"},
    ),
    "a device as a schema": (lambda yard: device(yard, "proto/zero.proto"), {}),
    "executable and set-uid sources": (lambda yard: (yard / "app/walker.py").chmod(0o4755), {}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_file(yard: Yard, kind: str) -> None:
    damage, expected = KINDS[kind]
    damage(yard)
    yard.hold(**expected)


@pytest.mark.parametrize("path", ["app/walker.py", "app/gen/path_pb2.py", "proto/path.proto", "src/drink.rs"])
def test_a_file_that_may_not_be_read(yard: Yard, path: str) -> None:
    (yard / path).chmod(0)  # which root may read all the same
    found = yard.verdicts()
    assert "safe" not in {verdict for schema, verdict in found.items() if schema != "shed.proto"}


def test_a_read_only_tree(yard: Yard) -> None:
    for folder, _, names in os.walk(yard.root, topdown=False):
        for name in names:
            os.chmod(os.path.join(folder, name), 0o444)
        os.chmod(folder, 0o555)
    try:
        yard.hold()
    finally:
        for folder, _, _ in os.walk(yard.root):
            os.chmod(folder, 0o755)


def test_an_output_that_cannot_be_written_is_an_error_and_leaves_what_was_there(yard: Yard) -> None:
    (yard.home / "folder").mkdir()
    ran = yard.protoref("audit", "--output", str(yard.home / "folder"))
    assert ran.code == 2
    assert "is a directory" in ran.err
