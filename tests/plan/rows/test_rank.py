"""Ranks: there is always room between two rows, and the usual gestures keep ranks short."""

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.rank import between, last_rank, rank_siblings, spread

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANKS = st.text(DIGITS, min_size=1, max_size=7).filter(lambda rank: not rank.endswith("0"))


@given(RANKS, RANKS)
def test_between_two_ranks_there_is_another(one: str, other: str) -> None:
    low, high = sorted((one, other))
    middle = between(low, high)
    if low == high:
        assert middle > low
    else:
        assert low < middle < high
    assert not middle.endswith("0")


@given(RANKS)
def test_open_ends_have_room(rank: str) -> None:
    assert between(None, rank) < rank < between(rank, None)
    assert not between(None, rank).endswith("0")
    assert not between(rank, None).endswith("0")


def test_the_first_row_is_in_the_middle() -> None:
    assert between(None, None) == "V"


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_any_run_of_inserts_keeps_the_order_asked_for(places: list[int]) -> None:
    ranks: list[str] = []
    for place in places:
        at = place % (len(ranks) + 1)
        before = ranks[at - 1] if at else None
        after = ranks[at] if at < len(ranks) else None
        ranks.insert(at, between(before, after))
    assert ranks == sorted(set(ranks))


def test_a_thousand_rows_appended_or_put_first_keep_short_ranks() -> None:
    last, first = "V", "V"
    for _ in range(1000):
        last, first = between(last, None), between(None, first)
        assert len(last) <= 3
        assert len(first) <= 3


def test_a_hundred_inserts_at_one_place_keep_bearable_ranks() -> None:
    low, high = "V", between("V", None)
    for _ in range(100):
        high = between(low, high)
    assert low < high
    assert len(high) < 30


@given(st.integers(0, 400))
def test_spread_gives_sorted_ranks_with_room_at_both_ends_and_between(count: int) -> None:
    ranks = spread(count)
    assert len(ranks) == count
    assert ranks == sorted(set(ranks))
    for low, high in zip([None, *ranks], [*ranks, None], strict=True):
        assert (low or "") < between(low, high) < (high or "~")


def test_the_highest_rank_is_where_rows_are_appended() -> None:
    assert last_rank([]) is None
    assert last_rank(["V", "k", "V1"]) == "k"


def test_new_rows_are_placed_beside_their_drafted_neighbours() -> None:
    first, second, third = rank_siblings(["B", None, "C"], ["B", "C"])
    assert (first, third) == ("B", "C")
    assert "B" < second < "C"


@given(st.lists(st.booleans(), max_size=40), st.lists(RANKS, max_size=5))
def test_known_ranks_stay_and_new_rows_are_ordered(stays: list[bool], others: list[str]) -> None:
    known = iter(spread(sum(stays)))
    drafted = [next(known) if stay else None for stay in stays]
    ranks = rank_siblings(drafted, [*filter(None, drafted), *others])
    assert ranks == sorted(set(ranks))
    assert [rank for rank, stay in zip(ranks, stays, strict=True) if stay] == list(filter(None, drafted))
