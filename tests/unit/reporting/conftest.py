"""Reports about the kitchen."""

import pytest
from kitchen import COMMIT, JUDGED, archive, make_report, orders
from msgspec.structs import replace

from protoref.model.finding import Place
from protoref.model.problem import Problem
from protoref.model.report import LocatedOpaque, Scope


@pytest.fixture
def used():
    """`who-uses orders.proto`."""
    spot = LocatedOpaque(
        Place("backend/app/plugins.py", 6, 4), "computed-name", "getattr with a computed name", ("kitchen.Order",)
    )
    far = LocatedOpaque(Place("tools/broken.py"), "syntax-error", "line 3 does not parse", ("kitchen.Leftover",))
    return make_report(
        *orders(), opaque=(spot, far), problems=(Problem("tools/broken.py", 3, "does not parse", "error"),)
    )


@pytest.fixture
def unused():
    """`who-uses archive.proto`: nothing but stubs and a README."""
    return make_report(*archive())


@pytest.fixture
def audited():
    """`audit` of the whole kitchen."""
    targets = [
        replace(target, judgement=JUDGED[target.key])
        for target in (*orders(requested=False), *archive(requested=False))
    ]
    return replace(make_report(*targets, command="audit"), scope=Scope(COMMIT, True))
