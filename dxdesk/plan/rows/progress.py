"""Long work tells how far it is and can be stopped between two steps; nothing half-done is left."""

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from dxdesk.plan.rows.errors import DxdeskError

T = TypeVar("T")

# Called with (done, of how many; 0: nobody knows); raises Stopped to stop the work there.
Step = Callable[[int, int], None]


class Stopped(DxdeskError):
    """The person asked to stop."""

    def __init__(self) -> None:
        super().__init__("中止しました。何も変えていません。")


def no_progress(_done: int, _total: int) -> None:
    """Nobody looks on."""


def stepping(items: Collection[T], step: Step) -> Iterator[T]:
    """The items, with a step before each."""
    for done, item in enumerate(items):
        step(done, len(items))
        yield item
