"""Long work reports its progress and can be stopped between two steps, leaving nothing half-done."""

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from dxdesk.plan.rows.errors import DxdeskError

T = TypeVar("T")

# Called with (steps done, steps in all; 0: unknown); raises Stopped to stop the work there.
Step = Callable[[int, int], None]


class Stopped(DxdeskError):
    """A person stopped the work."""

    def __init__(self) -> None:
        super().__init__("中止しました。何も変えていません。")


def no_progress(_done: int, _total: int) -> None:
    """Report to nobody."""


def stepping(items: Collection[T], step: Step) -> Iterator[T]:
    """Yield the items, with a step before each."""
    for done, item in enumerate(items):
        step(done, len(items))
        yield item
