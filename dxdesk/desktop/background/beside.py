"""Reading for long beside the window: whoever types meanwhile does not wait for it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from dxdesk.store import Store

P = ParamSpec("P")
T = TypeVar("T")


def beside(read: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """Work that only reads the open plan: it is given the plan as it stands at the beginning, by itself."""

    @wraps(read)
    def found(store: Store, /, *given: P.args, **named: P.kwargs) -> T:
        with store.snapshot() as still:
            return read(still, *given, **named)

    return found
