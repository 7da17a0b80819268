"""A seed as rows, for the modules that hold one against its document: each names it SEED."""

import pytest

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows


@pytest.fixture(scope="module")
def adopted(request: pytest.FixtureRequest) -> Adoption:
    return adopt(Rows(), seed_draft(request.module.SEED))


@pytest.fixture(scope="module")
def outline(adopted: Adoption) -> Outline:
    return Outline(adopted.rows)


@pytest.fixture(scope="module")
def measures(adopted: Adoption, outline: Outline) -> list[Measure]:
    return outline.measures(adopted.plan)
