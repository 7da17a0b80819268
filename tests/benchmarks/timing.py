"""Measuring two things side by side on a noisy machine."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS, MEGABYTES = "seconds", "megabytes"


@dataclass(frozen=True)
class Result:
    """One row of the report: median of ours and of the baseline, in seconds or bytes; the aim as a ratio or a limit."""

    name: str
    ours: float
    baseline_name: str
    baseline: float
    aim: str = ""
    unit: str = SECONDS

    def __str__(self) -> str:
        ratio = self.ours / self.baseline if self.baseline else float("nan")
        aim = f"  (aim {self.aim})" if self.aim else ""
        ours, baseline = _written(self.ours, self.unit), _written(self.baseline, self.unit)
        return f"{self.name}: {ours}; {self.baseline_name}: {baseline}; ratio {ratio:.2f}{aim}"


def _written(amount: float, unit: str) -> str:
    return f"{amount / 1e6:.0f} MB" if unit == MEGABYTES else _time(amount)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one call, with the collector run before rather than within."""
    gc.collect()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def side_by_side(ours: Callable[[], object], baseline: Callable[[], object], rounds: int = 7) -> tuple[float, float]:
    """Median seconds of both, in turns, so that a slow moment of the machine meets both."""
    ours()
    baseline()
    pairs = [(seconds(ours), seconds(baseline)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]
