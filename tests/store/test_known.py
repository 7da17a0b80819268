"""What was handed out and came back the same is the same row; anything else is looked at."""

from dxdesk.plan.rows import Rows
from dxdesk.store.known import Known
from dxdesk.store.packing import digest_of
from tests.submission.city import FIGURES, ROWS


def test_equal_rows_become_the_very_same_and_others_stay() -> None:
    changed, unchanged = FIGURES[0].but(text="99件"), FIGURES[1].but(text=FIGURES[1].text)
    assert unchanged is not FIGURES[1]
    shared = Known(ROWS).shared(ROWS.put([changed, unchanged]))
    assert shared.get("figure", FIGURES[0].id) is changed
    assert shared.get("figure", FIGURES[1].id) is FIGURES[1]
    assert shared.tables == ROWS.put([changed]).tables


def test_the_digest_is_that_of_the_rows_whatever_is_known() -> None:
    changed = ROWS.put([FIGURES[0].but(text="99件")]).without([("figure", FIGURES[1].id)])
    for rows in (ROWS, changed, Rows()):
        assert {Known(known).digest(rows) for known in (ROWS, changed, Rows())} == {digest_of(rows)}
