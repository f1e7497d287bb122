"""What is recognised as a generator's file, and what merely looks like one."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from subprocess import run

import pytest

from protoref.model.source import Source
from protoref.stubs import StubFacts, read_stub
from protoref.stubs.statements import statements

PROTO = """syntax = "proto3";
package shop.v1;
message Order { string id = 1; repeated Line lines = 2; map<string, Line> by = 3; }
message Line { optional int32 count = 1; }
enum Color { RED = 0; }
service Orders { rpc Place(Order) returns (Order); rpc Watch(stream Order) returns (stream Line); }
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Real output, by file name."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "shop.proto").write_text(PROTO, encoding="utf-8")
    plugins = [
        f"--plugin=protoc-gen-{name}={Path(sys.executable).parent / f'protoc-gen-{name}'}"
        for name in ("mypy", "mypy_grpc")
    ]
    for options in (
        ["--python_out=.", "--grpc_python_out=.", "--pyi_out=."],
        [*plugins, "--mypy_out=quiet:mypy", "--mypy_grpc_out=quiet:mypy"],
    ):
        (folder / "mypy").mkdir(exist_ok=True)
        run([sys.executable, "-m", "grpc_tools.protoc", "-I.", *options, "shop.proto"], cwd=folder, check=True)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".pyi")
    }


def read(path: str, text: str | bytes) -> StubFacts | None:
    return read_stub(Source(path, "", text.encode() if isinstance(text, str) else text))


def facts(path: str, text: str | bytes) -> StubFacts:
    found = read(path, text)
    assert found is not None
    return found


def test_protoc(made: dict[str, str]) -> None:
    found = facts("gen/shop_pb2.py", made["shop_pb2.py"])
    assert (found.generator, found.source, found.shaped) == ("protoc_python", "shop.proto", True)
    assert found.schema is not None
    assert found.schema.path == "gen/shop_pb2.py"
    assert {"shop.v1.Order.lines", "shop.v1.Orders.Watch"} <= {symbol.full_name for symbol in found.schema.symbols}


def test_grpc(made: dict[str, str]) -> None:
    found = facts("gen/shop_pb2_grpc.py", made["shop_pb2_grpc.py"])
    assert (found.generator, found.shaped, found.schema) == ("grpc_python", True, None)
    assert found.rpcs == ("/shop.v1.Orders/Place", "/shop.v1.Orders/Watch")
    assert found.services == {"shop.v1.Orders"}
    assert {"Orders", "OrdersStub", "OrdersServicer", "add_OrdersServicer_to_server"} <= set(found.names)


def test_type_stubs(made: dict[str, str]) -> None:
    assert facts("shop_pb2.pyi", made["shop_pb2.pyi"]).generator == "protoc_pyi"
    for name in ("shop_pb2.pyi", "shop_pb2_grpc.pyi"):
        assert facts(name, made[f"mypy/{name}"]).generator == "mypy_protobuf"
    assert {"Order", "Line", "Color", "RED", "DESCRIPTOR"} <= set(facts("shop_pb2.pyi", made["shop_pb2.pyi"]).names)


@pytest.mark.parametrize("name", ["shop_pb2.pyi", "mypy/shop_pb2.pyi", "mypy/shop_pb2_grpc.pyi"])
def test_hand_written_type_stubs_prove_nothing(made: dict[str, str], name: str) -> None:
    assert facts(name, made[name]).shaped
    for addition in (
        "from app.billing import Bill\n",
        "import app.billing\n",
        "def helper() -> Bill: ...\n",
        "Bill = Order\n",
    ):
        assert not facts(name, made[name] + addition).shaped
    assert "billing_pb2" in facts(name, made[name] + "from app.billing_pb2 import Bill as Bill\n").imports


REWRITES = {
    "licence": lambda text: "# Copyright of somebody.\n#\n\n" + text,
    "relative imports": lambda text: text.replace("\nimport shop_pb2 as", "\nfrom . import shop_pb2 as"),
    "moved imports": lambda text: text.replace("\nimport shop_pb2 as", "\nfrom app.gen import shop_pb2 as"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "double quotes": lambda text: text.replace("(object)", "").replace("'shop.proto'", '"shop.proto"'),
    "wrapped": lambda text: text.replace("AddSerializedFile(b'", "AddSerializedFile(\n    b'").replace(
        "proto3')\n", "proto3',\n)\n"
    ),
    "lint comments": lambda text: (
        "# flake8: noqa\n# type: ignore\n" + text.replace("import grpc\n", "import grpc  # noqa\n")
    ),
    "imports above the header": lambda text: (
        "# coding=utf-8\nfrom __future__ import absolute_import, print_function\n\n"
        "from google.protobuf import (  # noqa\n    reflection as _reflection,\n)\nimport sys\n\n" + text
    ),
    "future": lambda text: text.replace("import grpc\n", "from __future__ import annotations\nimport grpc\n"),
}


@pytest.mark.parametrize("name", sorted(REWRITES))
@pytest.mark.parametrize("file", ["shop_pb2.py", "shop_pb2_grpc.py"])
def test_what_tools_do_to_generated_files_keeps_them_proven(made: dict[str, str], file: str, name: str) -> None:
    found = facts(file, REWRITES[name](made[file]))
    assert found.shaped
    assert (found.schema is not None) == (file == "shop_pb2.py")


@pytest.mark.parametrize(
    "addition", ["from . import billing_pb2", "import a.billing_pb2 as b", "from app.billing_pb2 import *"]
)
def test_an_import_that_the_schema_does_not_have_takes_the_proof_away(made: dict[str, str], addition: str) -> None:
    found = facts("shop_pb2.py", made["shop_pb2.py"].replace("\n\n\n", f"\n{addition}\n", 1))
    assert (found.shaped, len(found.imports)) == (False, 1)


ADDITIONS = [
    "\nfrom app import billing\n",
    "\nimport os\n",
    "\ndef helper():\n    return Order()\n",
    "\nclass Better(Order):\n    pass\n",
    "\nAlias = other_pb2.Thing\n",
    "\nother_pb2.Thing()\n",
    "\n__all__ = ['Order']\n",
    "\nx = 1; y = other_pb2.Thing()\n",
    "\n'a string without an end\n",
]


@pytest.mark.parametrize("addition", ADDITIONS)
@pytest.mark.parametrize("file", ["shop_pb2.py", "shop_pb2_grpc.py"])
def test_hand_written_statements_take_the_proof_away(made: dict[str, str], file: str, addition: str) -> None:
    assert not facts(file, made[file] + addition).shaped


def test_code_in_a_servicer_takes_the_proof_away(made: dict[str, str]) -> None:
    text = made["shop_pb2_grpc.py"].replace(
        "raise NotImplementedError('Method not implemented!')", "return billing(request)", 1
    )
    assert text != made["shop_pb2_grpc.py"]
    assert not facts("shop_pb2_grpc.py", text).shaped


@pytest.mark.parametrize(
    ("hints", "shaped"),
    [
        ("channel: grpc.Channel | grpc.aio.Channel) -> None", True),
        ('channel: "grpc.Channel")', True),
        ("channel: typing.Optional[grpc.Channel]) -> None", True),
        ("channel: made()) -> None", False),
        ("channel: grpc.Channel = grpc.made()) -> None", False),
        ("channel) -> shop__pb2.Order", False),
    ],
)
def test_types_that_somebody_adds_leave_the_proof_unless_they_call(
    made: dict[str, str], hints: str, shaped: bool
) -> None:
    text = made["shop_pb2_grpc.py"].replace("def __init__(self, channel)", f"def __init__(self, {hints}", 1)
    assert text != made["shop_pb2_grpc.py"]
    assert facts("shop_pb2_grpc.py", text).shaped is shaped


def test_a_tool_that_drops_comments_leaves_the_proof(made: dict[str, str]) -> None:
    """As a rewrite of the imports by way of a syntax tree does."""
    found = facts("gen/shop_pb2.py", ast.unparse(ast.parse(made["shop_pb2.py"])))
    assert (found.generator, found.source, found.shaped) == ("protoc_python", "", True)
    assert found.schema is not None
    assert found.schema.import_path == "shop.proto"


def test_a_docstring_alone_proves_nothing() -> None:
    found = facts("gen/shop_pb2.py", '"""Generated protocol buffer code."""\nfrom shop import Order\n')
    assert (found.schema, found.shaped) == (None, False)


@pytest.mark.parametrize(
    ("imports", "shaped"),
    [
        ("from . import base as _base_", True),
        ("from .sub import base as base__pb2", True),
        ("from . import base as _base_\nfrom . import more as _more_", False),  # the schema imports one file
    ],
)
def test_stubs_may_be_renamed_together_with_their_imports(tmp_path: Path, imports: str, shaped: bool) -> None:
    (tmp_path / "base.proto").write_text('syntax = "proto3"; message Base {}', encoding="utf-8")
    text = 'syntax = "proto3"; import "base.proto"; message Shop { Base base = 1; }'
    (tmp_path / "shop.proto").write_text(text, encoding="utf-8")
    run([sys.executable, "-m", "grpc_tools.protoc", "-I.", "--python_out=.", "shop.proto"], cwd=tmp_path, check=True)
    stub = (tmp_path / "shop_pb2.py").read_text(encoding="utf-8")
    found = facts("gen/shop.py", stub.replace("import base_pb2 as base__pb2", imports))
    assert found.shaped is shaped
    assert "base" in found.imports


def test_copied_header_proves_nothing(made: dict[str, str]) -> None:
    header = made["shop_pb2.py"].partition("from google")[0]
    found = facts("shop_pb2.py", header + "class Order:\n    pass\n")
    assert (found.generator, found.source, found.schema, found.shaped) == ("protoc_python", "shop.proto", None, False)
    grpc_header = made["shop_pb2_grpc.py"].partition("import grpc")[0]
    assert not facts("shop_pb2_grpc.py", grpc_header + "class OrdersStub:\n    def Place(self): ...\n").shaped


def test_a_header_below_code_proves_nothing(made: dict[str, str]) -> None:
    assert read("shop_pb2.py", "LIMIT = 3\n" + made["shop_pb2.py"].replace('"""Generated', '"""Made')) is None


def test_header_and_descriptor_must_agree(made: dict[str, str]) -> None:
    text = made["shop_pb2.py"].replace("# source: shop.proto", "# source: other.proto")
    assert facts("shop_pb2.py", text).schema is None


@pytest.mark.parametrize("cut", [1, 10, 50, 100])
def test_truncated_descriptor_is_none(made: dict[str, str], cut: int) -> None:
    before, mark, after = made["shop_pb2.py"].partition("AddSerializedFile(b'")
    literal, quote, rest = after.partition("')\n")
    found = facts("shop_pb2.py", before + mark + literal[:-cut].rstrip("\\") + quote + rest)
    assert found.schema is None


@pytest.mark.parametrize(
    "argument",
    [
        "__import__('os').getcwd().encode()",
        "b'' + open('/etc/hostname', 'rb').read()",
        "f'{1}'",
        "b'\\q\\400'",
        "b'\\x'",
        "'\\u20ac'",
        "b'\x00'",
        "b''",
        "",
        "SERIALIZED",
    ],
)
def test_only_plain_literals_are_descriptors(made: dict[str, str], argument: str) -> None:
    before, mark, after = made["shop_pb2.py"].partition("AddSerializedFile(")
    text = before + mark + argument + after[after.index("')\n") + 1 :]
    assert facts("shop_pb2.py", text).schema is None


BUILDER = """# Generated by the protocol buffer compiler.  DO NOT EDIT!
# source: shop.proto
from google.protobuf.internal import builder as _builder
DESCRIPTOR = {descriptor}
_builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, globals())
_builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, 'shop_pb2', globals())
{statement}
"""


@pytest.fixture(scope="module")
def embedded(made: dict[str, str]) -> str:
    """The expression of the descriptor."""
    return made["shop_pb2.py"].partition("\nDESCRIPTOR = ")[2].partition("\n")[0]


@pytest.mark.parametrize(
    "statement",
    [
        # Formatters put a long line's value into parentheses.
        "Order = (\n    _reflection.GeneratedProtocolMessageType('Order', (_message.Message,), {'DESCRIPTOR': _ORDER})\n)",
        "A_VERY_LONG_VALUE = (\n    10\n)",
        # Extensions of messages' own scope, options, default values, nested messages.
        "Order.RegisterExtension(_ORDER.extensions_by_name['more'])",
        "google_dot_x__pb2.FileOptions.RegisterExtension(more)",
        "_ORDER.fields_by_name['id']._options = _descriptor._ParseOptions(descriptor_pb2.FieldOptions(), _b('\\x10'))",
        "more = _descriptor.FieldDescriptor(name='more', default_value=_b('').decode('utf-8'), options=None)",
        "more = _descriptor.FieldDescriptor(name='more', default_value=float('-inf'), options=None)",
        "Order = _reflection.GeneratedProtocolMessageType('Order', (_message.Message,), dict(\n"
        "  Line = _reflection.GeneratedProtocolMessageType('Line', (_message.Message,), dict(DESCRIPTOR = _L)), ))",
    ],
)
def test_statements_of_many_versions_are_protocs(embedded: str, statement: str) -> None:
    assert facts("shop_pb2.py", BUILDER.format(descriptor=embedded, statement=statement)).shaped


@pytest.mark.parametrize(
    "statement",
    [
        "A = 10; B = 11",
        "more = _descriptor.FieldDescriptor(); notify('imported')",
        "more = _descriptor.FieldDescriptor(name=notify('imported'))",
        "more = _descriptor.FieldDescriptor(name='more', default_value=''.join(names))",
        "_builder.BuildMessageAndEnumDescriptors(notify(DESCRIPTOR), globals())",
        "Order = (notify)(_reflection.GeneratedProtocolMessageType('Order', (_message.Message,), {}))",
        "Order = _reflection.GeneratedProtocolMessageType('Order', (_message.Message,), {'x': [notify][0]()})",
        "Order = (\n    notify('imported')\n)",
        "DESCRIPTOR._options = notify('imported')",
    ],
)
def test_calls_of_somebodys_own_take_the_proof_away(embedded: str, statement: str) -> None:
    text = BUILDER.format(descriptor=embedded, statement=statement)
    assert not facts("shop_pb2.py", text).shaped


@pytest.mark.parametrize("old", ["serialized_pb=_b({!r})", "serialized_pb=b{!r}", "serialized_pb={!r}"])
def test_older_protoc_wrote_descriptors_as_code(made: dict[str, str], old: str) -> None:
    from google.protobuf.descriptor_pb2 import DescriptorProto, FileDescriptorProto

    serialized = FileDescriptorProto(
        name="old.proto",
        package="o",
        message_type=[DescriptorProto(name="Old")],
        dependency=["b/other.proto"],
        public_dependency=[0],
    ).SerializeToString()
    text = f"""# -*- coding: utf-8 -*-
# Generated by the protocol buffer compiler.  DO NOT EDIT!
# source: old.proto

import sys
_b=sys.version_info[0]<3 and (lambda x:x) or (lambda x:x.encode('latin1'))
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from google.protobuf import descriptor_pb2
from a.b import (
    other_pb2 as a_dot_b_dot_other__pb2,
)
from a.b.other_pb2 import *
# @@protoc_insertion_point(imports)

_sym_db = _symbol_database.Default()

DESCRIPTOR = _descriptor.FileDescriptor(
  name='old.proto',
  package='o',
  {old.format(serialized.decode("latin-1"))}
)

_OLD = _descriptor.Descriptor(
  name='Old',
  serialized_start=1,
)
_OLD_PART = _OLD.nested_types_by_name['Part']
_OLD.fields_by_name['part'].message_type = (
    other__pb2._PART
)
DESCRIPTOR.message_types_by_name['Old'] = _OLD
_sym_db.RegisterFileDescriptor(DESCRIPTOR)

Old = _reflection.GeneratedProtocolMessageType('Old', (_message.Message,), dict(
  DESCRIPTOR = _OLD,
  __module__ = 'old_pb2'
  ))
_sym_db.RegisterMessage(Old)
RED = 0
MORE_FIELD_NUMBER = 100
more = DESCRIPTOR.extensions_by_name['more']
if _descriptor._USE_C_DESCRIPTORS == False:
  a_dot_b_dot_other__pb2.Holder.RegisterExtension(more)
  DESCRIPTOR._options = None
# @@protoc_insertion_point(module_scope)
"""
    found = facts("old_pb2.py", text)
    assert found.schema is not None
    assert [symbol.full_name for symbol in found.schema.symbols] == ["o.Old"]
    assert found.shaped
    assert {"Old", "RED"} <= set(found.names)
    assert found.imports == ("other_pb2", "other_pb2.*")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gen.py", "HEADER = '# Generated by the protocol buffer compiler.  DO NOT EDIT!'\n"),
        ("gen.py", "import os\n# Generated by the protocol buffer compiler.  DO NOT EDIT!\n"),
        ("gen.py", '"""Generated by the gRPC Python protocol compiler plugin. DO NOT EDIT!"""\n'),
        ("gen.py", "# Not generated by a protocol buffer compiler.\n"),
        ("notes.md", "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n"),
        ("scheduler_grpc.py", "import purerpc\nclass GreeterStub: ...\n"),
        ("shop_pb2.pyi", "class Order: ...\n"),
        ("shop.pyi", "DESCRIPTOR: _descriptor.FileDescriptor\n"),
        ("lib.rs", 'const MARK: &str = "// This file is @generated by prost-build.";\n'),
        ("lib.rs", "// @generated by hand\npub struct Foo;\n"),
        ("empty_pb2.py", ""),
    ],
)
def test_look_alikes_are_no_stubs(path: str, text: str) -> None:
    assert read(path, text) is None


@pytest.mark.parametrize(
    ("generator", "header"),
    [
        (
            "betterproto",
            "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n# sources: a.proto, b.proto\n# plugin: python-betterproto\n",
        ),
        (
            "betterproto2",
            "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n# sources: a.proto, b.proto\n# plugin: python-betterproto2\n",
        ),
        (
            "grpclib",
            "# Generated by the Protocol Buffers compiler. DO NOT EDIT!\n# source: a.proto\n# plugin: grpclib.plugin.main\n",
        ),
    ],
)
def test_a_header_names_the_generator_and_proves_nothing(generator: str, header: str) -> None:
    found = facts("a.py", header + "orders = [order for order in load()]\n")
    assert (found.generator, found.schema, found.shaped) == (generator, None, False)
    assert found.sources == (("a.proto", "b.proto") if generator != "grpclib" else ())


RUST = """// This file is @generated by prost-build.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Order {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
}
/// Generated client implementations.
pub mod orders_client {
    use tonic::codegen::*;
    pub struct OrdersClient<T> { inner: T }
    const PATH: &str = "/shop.v1.Orders/Place";
}
"""


def test_rust() -> None:
    found = facts("src/shop.v1.rs", RUST)
    assert (found.generator, found.shaped) == ("prost", True)
    assert found.names == ("Order", "orders_client")
    assert found.rpcs == ("/shop.v1.Orders/Place",)


def test_a_path_in_a_comment_of_rust_is_no_rpc() -> None:
    found = facts(
        "src/shop.v1.rs", RUST.replace("    pub id:", '    /// ```json\n    /// "/http/user_agent": "x"\n    pub id:')
    )
    assert found.rpcs == ("/shop.v1.Orders/Place",)


@pytest.mark.parametrize(
    "addition",
    [
        "pub use crate::billing::Bill;\n",
        "use crate::billing::*;\n",
        "fn helper() {}\n",
        "impl From<u8> for Order {\n}\n",
    ],
)
def test_hand_written_rust_takes_the_proof_away(addition: str) -> None:
    assert not facts("src/shop.v1.rs", RUST + addition).shaped


def test_imports_that_are_added_to_rust_are_told() -> None:
    found = facts("src/shop.v1.rs", RUST + "use validator::{Check, Validate};\n")
    assert found.shaped
    assert found.uses == ("Check", "Validate", "validator")


def test_hand_written_rust_inside_of_modules_takes_the_proof_away() -> None:
    text = RUST.replace("    use tonic::codegen::*;\n", "    use tonic::codegen::*;\n    use crate::billing::Bill;\n")
    assert not facts("src/shop.v1.rs", text).shaped


def test_prosts_include_file_is_no_module_of_its_own() -> None:
    text = """// This file is @generated by prost-build.
pub mod shop {
    pub mod v1 {
        include!("shop.v1.rs");
    }
}
"""
    assert not facts("src/pb/mod.rs", text).shaped


def test_statements() -> None:
    text = "a = [1,  # one\n  'x' \"y\"]\nif not b :\n    c.d( e )\\\n  .f\n"
    assert [(one.indent, one.code, one.literals) for one in statements(text)] == [
        (0, "a=[1,$$]", ("'x'", '"y"')),
        (0, "if not b:", ()),
        (4, "c.d(e).f", ()),
    ]


@pytest.mark.parametrize(
    "hostile", ["'\\'" * 200_000, '"""' * 100_001, "(" * 300_000, "a." * 300_000, "$" * 1000, "\\" * 99_999]
)
def test_statements_are_linear_in_hostile_text(hostile: str) -> None:
    assert sum(len(one.code) for one in statements(hostile)) <= len(hostile) + 1


@pytest.mark.parametrize("hostile", ["\n " * 300_000, " " * 300_000, "pub (" * 100_000, "SERVICE_NAME:& " * 50_000])
def test_reading_rust_is_linear_in_hostile_text(hostile: str) -> None:
    assert facts("a.rs", RUST + hostile).generator == "prost"


@pytest.mark.parametrize(
    "hostile",
    [
        "static file_descriptor_proto_data: &'static [u8] = b\"" + "a" * 300_000,
        "static file_descriptor_proto_data: &'static [u8] = b\"" + "\\x00" * 80_000,
        "static file_descriptor_proto_data: &'static [u8] = b\"" + "\\\n  " * 80_000 + '";',
        "impl<'a> " + "a::" * 100_000,
        "//! Generated file from `" * 20_000,
        ' "/a"/a' * 80_000,
        " pub(" * 100_000,
    ],
)
def test_reading_rust_protobuf_is_linear_in_hostile_text(hostile: str) -> None:
    header = "// This file is generated by rust-protobuf 3.7.2. Do not edit\n// @generated\n"
    found = facts("a.rs", header + hostile)
    assert (found.generator, found.schema) == ("rust_protobuf", None)


@pytest.mark.parametrize(
    "hostile",
    [
        "DESCRIPTOR = _descriptor.FileDescriptor(" * 10_000,
        "DESCRIPTOR = AddSerializedFile(" + "b'x'" * 50_000 + ")",
        "_x = DESCRIPTOR" + ".a_by_name['x']" * 50_000 + "z",
        "from . import " * 50_000,
        "# source: x\n" * 50_000,
        "_" * 500_000,
        "a._options=" + "a" * 500_000,
        "a._options=" + "a)" * 250_000,
        "a._options=" + "(" * 500_000,
        "a=(" * 150_000,
    ],
)
def test_reading_python_is_linear_in_hostile_text(hostile: str) -> None:
    header = "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n# source: a.proto\n"
    found = facts("a_pb2.py", header + hostile + "\n")
    assert found.schema is None


PURERPC = """import purerpc
import shop_pb2 as shop__pb2


class OrdersServicer(purerpc.Servicer):
    async def Place(self, input_message):
        raise NotImplementedError()

    async def Watch(self, input_message):
        raise NotImplementedError()

    @property
    def service(self) -> purerpc.Service:
        service_obj = purerpc.Service(
            "shop.v1.Orders"
        )
        service_obj.add_method(
            "Place",
            self.Place,
            purerpc.RPCSignature(
                purerpc.Cardinality.UNARY_UNARY,
                shop__pb2.Order,
                shop__pb2.Order,
            )
        )
        service_obj.add_method(
            "Watch",
            self.Watch,
            purerpc.RPCSignature(
                purerpc.Cardinality.UNARY_STREAM,
                shop__pb2.Line,
                shop__pb2.Line,
            )
        )
        return service_obj


class OrdersStub:
    def __init__(self, channel):
        self._client = purerpc.Client(
            "shop.v1.Orders",
            channel
        )
        self.Place = self._client.get_method_stub(
            "Place",
            purerpc.RPCSignature(
                purerpc.Cardinality.UNARY_UNARY,
                shop__pb2.Order,
                shop__pb2.Order,
            )
        )
        self.Watch = self._client.get_method_stub(
            "Watch",
            purerpc.RPCSignature(
                purerpc.Cardinality.UNARY_STREAM,
                shop__pb2.Line,
                shop__pb2.Line,
            )
        )"""


def test_purerpc_has_no_header_but_a_shape() -> None:
    found = facts("shop_grpc.py", PURERPC)
    assert (found.generator, found.source, found.schema, found.shaped) == ("purerpc", "", None, True)
    assert found.names == ("OrdersServicer", "OrdersStub")
    assert found.imports == ("shop_pb2",)
    assert found.rpcs == ("/shop.v1.Orders/Place", "/shop.v1.Orders/Watch")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import shop_pb2 as shop__pb2", "from app.gen import shop_pb2 as shop__pb2"),
        ("import shop_pb2 as shop__pb2", "from . import shop_pb2 as shop__pb2"),
        ('"', "'"),
        ("                shop__pb2.Line,\n            )\n        )", "shop__pb2.Line))"),
        ("import purerpc\n", "# ruff: noqa\nimport purerpc\n\n"),
    ],
)
def test_what_tools_do_to_purerpcs_files_keeps_them_known(old: str, new: str) -> None:
    assert old in PURERPC
    assert facts("shop_grpc.py", PURERPC.replace(old, new)).rpcs == facts("shop_grpc.py", PURERPC).rpcs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Code of somebody's own, at the top or in a method.
        ("\n\nclass OrdersStub", "\n\nLIMIT = 3\n\n\nclass OrdersStub"),
        ("        raise NotImplementedError()", "        return await self.queue.place(input_message)"),
        ("import purerpc\n", "import purerpc\nfrom app import queue\n"),
        # A client that is not there, or says something else than the servicer.
        (PURERPC[PURERPC.index("class OrdersStub") :], ""),
        ('purerpc.Client(\n            "shop.v1.Orders"', 'purerpc.Client(\n            "shop.v2.Orders"'),
        ('get_method_stub(\n            "Place"', 'get_method_stub(\n            "Watch"'),
        ("self.Place = ", "self.Other = "),
        ("class OrdersStub", "class ShopStub"),
        # No messages, or purerpc twice.
        ("import shop_pb2 as shop__pb2\n", ""),
        ("import purerpc\n", "import purerpc\nimport purerpc\n"),
    ],
)
def test_servicers_written_by_hand_are_no_output_of_purerpc(old: str, new: str) -> None:
    assert old in PURERPC
    assert read("shop_grpc.py", PURERPC.replace(old, new, 1)) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "from " + "a." * 200_000,
        "import " + "a_pb2" * 100_000,
        "raise NotImplementedError()\n" * 20_000,
        "class AServicer(purerpc.Servicer):\n" * 20_000,
        "self.a=self._client.get_method_stub('a',purerpc.RPCSignature(" + "a." * 200_000,
    ],
)
def test_reading_purerpc_is_linear_in_hostile_text(hostile: str) -> None:
    assert read("a_grpc.py", PURERPC + "\n" + hostile + "\n") is None
