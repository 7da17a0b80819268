"""What departments were asked beside the rule: by hand, and by what they were handed out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

# Measure id, year, kind, indicator id (blank for a line): what identifies a required item.
RequiredKey = tuple[str, int, str, str]


@dataclass(frozen=True)
class Requests:
    """The requests of a file, as `analysis/required.py` needs them; departments, measures and plans are ids.

    `by_hand`: (measure, year) → department → whether the coordinator wants an answer. `handed_out`: (department, year) →
    what its newest hand-out asks for. `years`: plan → the year in question. `only`: the department that a copy is for.
    """

    by_hand: Mapping[tuple[str, int], Mapping[str, bool]] = field(default_factory=dict)
    handed_out: Mapping[tuple[str, int], frozenset[RequiredKey]] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    only: str | None = None

    @cached_property
    def by_measure(self) -> Mapping[tuple[str, int], Mapping[str, frozenset[RequiredKey]]]:
        """(measure, year) → what each department was handed out to answer about it."""
        found: dict[tuple[str, int], dict[str, frozenset[RequiredKey]]] = {}
        for (department, year), keys in self.handed_out.items():
            for key in keys:
                of_measure = found.setdefault((key[0], year), {})
                of_measure[department] = of_measure.get(department, frozenset()) | {key}
        return found


NO_REQUESTS = Requests()
