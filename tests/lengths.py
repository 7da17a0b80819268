"""Tests that take long: a short form in the suite, the long one with `pytest -m long` (conftest.py asks for it)."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

T = TypeVar("T", bound=Callable[..., Any])
_chosen = {"long": False}


def run_long() -> None:
    """Let the tests made from now on take their long form."""
    _chosen["long"] = True


def sized(names: str, short: Iterable[object], long: Iterable[object], **options: Any) -> Callable[[T], T]:
    """Parametrize a test with fewer values in the suite than in its long form; `options` as of pytest's parametrize."""

    def mark(test: T) -> T:
        values = long if _chosen["long"] else short
        return pytest.mark.long(pytest.mark.parametrize(names, values, **options)(test))

    return mark


def examples(short: int, long: int, **options: Any) -> Callable[[T], T]:
    """Let hypothesis try so many examples; `options` as of its settings."""

    def mark(test: T) -> T:
        return pytest.mark.long(settings(max_examples=long if _chosen["long"] else short, **options)(test))

    return mark
