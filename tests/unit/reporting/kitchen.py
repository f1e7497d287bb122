"""A made-up report: a kitchen with orders, an archive nobody uses, one doubt and one problem."""

from protoref.model.finding import Place
from protoref.model.generated import Stub, StubState
from protoref.model.occurrence import Certainty, OccurrenceClass, Reference, Step, Usage
from protoref.model.report import Coverage, Ledger, LedgerEntry, LocatedReference, Report, Scope, TargetReport
from protoref.model.schema import Kind
from protoref.model.source import Range, Role
from protoref.model.verdict import Judgement, StorageClass, UseState, Verdict

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CLIENT = "backend/app/client.py"
ORDERS = "file:proto/orders.proto"
ARCHIVE = "file:proto/archive.proto"


def reference(symbol, path, line, column, length, text, *, usage=Usage.TYPE, language="python", **more):
    """A reference of `length` characters and the line that it stands in."""
    found = Reference(symbol, path, Range(0, length), language, usage, **more)
    return LocatedReference(found, Place(path, line, column, line, column + length), text)


def entry(kind, name, path, line, column, reason, text=""):
    return LedgerEntry(kind, name, Place(path, line, column, line, column + len(name)), reason, text)


def ledger(entries=(), homonyms=None, names=(), via_alias=0):
    """A ledger whose classes add up to its entries and homonyms."""
    homonyms = homonyms or {}
    classes = {each: sum(e.occurrence_class is each for e in entries) for each in OccurrenceClass}
    classes[OccurrenceClass.HOMONYM] = sum(homonyms.values())
    return Ledger(sum(classes.values()), classes, via_alias, tuple(names), tuple(entries), homonyms)


def orders(requested=True):
    """`orders.proto` with a message, a service and an rpc."""
    chain = (
        Step("Order", "attribute of orders_pb2"),
        Step("orders_pb2", "imported from app.gen", CLIENT, 3),
        Step("orders.proto", "the schema of the stub", "proto/orders.proto", 1),
    )
    own = (
        reference(ORDERS, CLIENT, 3, 21, 10, "from app.gen import orders_pb2", usage=Usage.IMPORT),
        reference(ORDERS, "tests/test_client.py", 1, 21, 10, "from app.gen import orders_pb2", usage=Usage.IMPORT,
                  role=Role.TEST),
    )  # fmt: skip
    message = (
        reference(
            "kitchen.Order", CLIENT, 12, 16, 5, "order = orders_pb2.Order(\ttable=7)", usage=Usage.CALL, chain=chain
        ),
        reference(
            "kitchen.Order", "proto/orders.proto", 20, 20, 5, "rpc Place(Order) returns (Order);", language="proto"
        ),
        reference("kitchen.Order", "proto/menu.proto", 9, 3, 13, "kitchen.Order last = 1;", language="proto"),
    )
    rpc = (
        reference("kitchen.Kitchen.Place", "floor/src/main.rs", 40, 12, 5, "client.place(request).await?;",
                  usage=Usage.CALL, language="rust", certainty=Certainty.POSSIBLE),
    )  # fmt: skip
    entries = (
        entry(OccurrenceClass.REFERENCE, "orders_pb2", CLIENT, 3, 21, "", "from app.gen import orders_pb2"),
        entry(OccurrenceClass.REFERENCE, "Order", CLIENT, 12, 16, "", "order = orders_pb2.Order(table=7)"),
        entry(OccurrenceClass.UNRELATED, "Order", "backend/app/shop.py", 5, 7, "class Order of backend/app/shop.py", "class Order:"),
        entry(OccurrenceClass.UNRESOLVED, "Order", "backend/app/loose.py", 8, 4, "attribute of a parameter", "x.Order"),
        entry(OccurrenceClass.GENERATED, "Order", "backend/app/gen/orders_pb2.py", 4, 1, "stub of orders.proto"),
        entry(OccurrenceClass.DEFINITION, "Order", "proto/orders.proto", 5, 9, "message", "message Order {"),
        entry(OccurrenceClass.BUILD, "proto/orders.proto", "Makefile", 2, 10, "input of protoc", "protoc proto/orders.proto"),
        entry(OccurrenceClass.MENTION, "orders.proto", "README.md", 7, 3, "document", "See orders.proto."),
        entry(OccurrenceClass.MENTION, "kitchen.Order", "README.md", 7, 30, "document", "See orders.proto."),
    )  # fmt: skip
    names = ("Kitchen", "KitchenStub", "Order", "Place", "orders_pb2")
    return (
        TargetReport(ORDERS, "orders.proto", Kind.FILE, requested, (Place("proto/orders.proto", 1, 1, 1, 1),),
                     ("orders.proto",), None, own, ledger(entries, {"web/shop.js": 3}, names, 1)),
        TargetReport("kitchen.Order", "kitchen.Order", Kind.MESSAGE, False, (Place("proto/orders.proto", 5, 9, 5, 14),),
                     owner=ORDERS, references=message, ledger=ledger((entries[1],), names=("Order",))),
        TargetReport("kitchen.Kitchen", "kitchen.Kitchen", Kind.SERVICE, False, (Place("proto/orders.proto", 19, 9, 19, 16),),
                     owner=ORDERS, ledger=ledger(names=("Kitchen", "KitchenStub"))),
        TargetReport("kitchen.Kitchen.Place", "kitchen.Kitchen.Place", Kind.RPC, False,
                     (Place("proto/orders.proto", 20, 7, 20, 12),), owner="kitchen.Kitchen", references=rpc,
                     ledger=ledger(names=("Place",))),
    )  # fmt: skip


def archive(requested=True):
    """`archive.proto`: two generated files, two lines of README, no use."""
    entries = (
        entry(OccurrenceClass.DEFINITION, "Leftover", "proto/archive.proto", 3, 9, "message", "message Leftover {"),
        entry(OccurrenceClass.GENERATED, "Leftover", "backend/app/gen/archive_pb2.py", 4, 1, "stub of archive.proto"),
        entry(OccurrenceClass.MENTION, "archive.proto", "README.md", 14, 5, "document", "- archive.proto: legacy"),
        entry(OccurrenceClass.MENTION, "Leftover", "README.md", 61, 2, "document", "`Leftover` is old"),
    )
    return (
        TargetReport(ARCHIVE, "archive.proto", Kind.FILE, requested, (Place("proto/archive.proto", 1, 1, 1, 1),),
                     ("archive.proto",), None, (), ledger(entries, names=("Leftover", "archive_pb2", "archive_pb2_grpc"))),
        TargetReport("kitchen.Leftover", "kitchen.Leftover", Kind.MESSAGE, False, (Place("proto/archive.proto", 3, 9, 3, 17),),
                     owner=ARCHIVE, ledger=ledger(entries[:2], names=("Leftover",))),
    )  # fmt: skip


STUBS = (
    Stub("backend/app/gen/orders_pb2.py", "protoc_python", "proto/orders.proto", "orders.proto", StubState.CURRENT),
    Stub("backend/app/gen/archive_pb2.py", "protoc_python", "proto/archive.proto", "archive.proto", StubState.DRIFTED),
    Stub(
        "backend/app/gen/archive_pb2_grpc.py", "grpc_python", "proto/archive.proto", "archive.proto", StubState.CURRENT
    ),
    Stub("backend/app/gen/gone_pb2.py", "protoc_python", "backend/app/gen/gone_pb2.py", "gone.proto", StubState.ORPHAN),
)
SHOWN = {
    "backend/app/gen/orders_pb2.py": "orders.proto",
    "backend/app/gen/archive_pb2.py": "archive.proto",
    "backend/app/gen/archive_pb2_grpc.py": "archive.proto",
    "backend/app/gen/gone_pb2.py": "gone.proto",
}

JUDGED = {
    ORDERS: Judgement(Verdict.BLOCKED, use=UseState.USED, storage=StorageClass.SERVICE_API),
    "kitchen.Order": Judgement(Verdict.BLOCKED, use=UseState.USED, storage=StorageClass.SERVICE_API),
    "kitchen.Kitchen": Judgement(Verdict.BLOCKED, use=UseState.SCHEMA_ONLY, kept_by=("kitchen.Menu",)),
    "kitchen.Kitchen.Place": Judgement(Verdict.REVIEW),
    ARCHIVE: Judgement(Verdict.REVIEW, use=UseState.UNUSED, storage=StorageClass.UNCLASSIFIED),
    "kitchen.Leftover": Judgement(Verdict.REVIEW, use=UseState.UNUSED, storage=StorageClass.UNCLASSIFIED),
}


def make_report(*targets, command="who-uses", opaque=(), problems=()):
    coverage = Coverage(160, {"python": 12, "rust": 9}, {"python": 94, "rust": 17, "proto": 3, "text": 46}, opaque)
    return Report(command, Scope(COMMIT, False), targets, (), STUBS, SHOWN, coverage, problems)
