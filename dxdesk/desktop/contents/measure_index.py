"""What the tree knows of each measure: the text its filter searches and what is still asked; kept until it changes."""

from dataclasses import dataclass

from dxdesk.desktop.session import Session
from dxdesk.plan.analysis.required import RequiredItem, required_items
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.plan.rows.outline import folded, measure_name, measure_of

# A change in one of these tables concerns every measure.
_EVERYWHERE = ("plan", "department")
_MANY = 200  # changes in a batch, beyond which dropping all is cheaper than finding each one's measure


@dataclass(frozen=True)
class Filter:
    """Which measures to list: those with all `words`, of a department (id), with something missing."""

    words: tuple[str, ...] = ()
    department: str | None = None
    missing: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.department or self.missing)


@dataclass(frozen=True)
class Tally:
    """How much is asked of a measure, how much of that is missing, and how much is still last year's text."""

    asked: int
    missing: int
    stale: int = 0

    @property
    def mark(self) -> str:
        """The status in text, so that nobody has to distinguish colours."""
        if self.missing:
            return "未更新" if self.missing == self.stale else f"残{self.missing}"
        return "✓ 済" if self.asked else "—"

    @property
    def accessible_text(self) -> str:
        """The status for a screen reader."""
        counts = (("未入力", self.missing - self.stale), ("未更新", self.stale))
        parts = "、".join(f"{words}{count}件" for words, count in counts if count)
        return parts or ("入力済み" if self.asked else "入力の依頼なし")


def search_words(typed: str) -> tuple[str, ...]:
    """Split what is typed into the filter into words to search for; width and case do not matter."""
    return tuple(folded(word).lower() for word in typed.split())


class MeasureIndex:
    """Answers for one measure at a time; what a change does not touch is not computed again."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._texts: dict[str, str] = {}
        self._departments: dict[str, frozenset[str]] = {}
        self._asked: dict[str, list[RequiredItem]] = {}

    def matches(self, measure: Measure, criteria: Filter) -> bool:
        """Return whether a measure belongs into the list."""
        if criteria.department is not None and criteria.department not in self.departments(measure):
            return False
        if criteria.words and not all(word in self.text(measure) for word in criteria.words):
            return False
        return not criteria.missing or bool(self.tally(measure, criteria.department).missing)

    def tally(self, measure: Measure, department: str | None = None) -> Tally:
        """Count what is asked of a measure, of one department (id) where it is given."""
        asked = [a for a in self.asked(measure) if department is None or (a.owner is not None and a.owner.id == department)]
        return Tally(len(asked), sum(not a.filled for a in asked), sum(a.stale for a in asked))

    def missing(self, measure: Measure, department: str | None = None) -> list[str]:
        """Describe what is missing, each with its department and field."""
        return [
            a.of_department(self.session.outline)
            for a in self.asked(measure)
            if not a.filled and (department is None or (a.owner is not None and a.owner.id == department))
        ]

    def asked(self, measure: Measure) -> list[RequiredItem]:
        """Return what is asked for the plan's asked year."""
        found = self._asked.get(measure.id)
        if found is None:
            year = self.session.outline.asked_year(self.session.rows.all(Plan)[measure.plan])
            found = [] if year is None else required_items(self.session.outline, measure, year)
            self._asked[measure.id] = found
        return found

    def departments(self, measure: Measure) -> frozenset[str]:
        """Return the ids of the departments that have a part in a measure: named in it, writing in it or asked by it."""
        found = self._departments.get(measure.id)
        if found is None:
            outline = self.session.outline
            named = [d.id for _, d in outline.department_roles(measure)]
            named += [d for row in outline.all_entries(measure) if (d := row.department) is not None]
            named += [a.owner.id for a in self.asked(measure) if a.owner is not None]
            found = self._departments[measure.id] = frozenset(named)
        return found

    def text(self, measure: Measure) -> str:
        """Return everything of a measure that the filter searches, folded."""
        found = self._texts.get(measure.id)
        if found is None:
            outline = self.session.outline
            parts = [measure_name(measure), measure.contents_title, measure.description]
            parts += [d.name for _, d in outline.department_roles(measure)]
            parts += [i.label for i in outline.indicators_of(measure)]
            parts += [part for e in outline.all_entries(measure) for part in (e.text, e.written)]
            found = self._texts[measure.id] = folded("\n".join(parts)).lower()
        return found

    def preload(self, measure: Measure) -> None:
        """Compute ahead, so that the first key in the filter is as quick as the second."""
        self.text(measure)
        self.departments(measure)

    def forget(self) -> None:
        """Drop everything."""
        for known in (self._texts, self._departments, self._asked):
            known.clear()

    def invalidate(self, batch: Batch) -> set[str] | None:
        """Drop what a batch made outdated; return the ids of the measures concerned, None for all of them."""
        if len(batch.changes) > _MANY or any(change.table in _EVERYWHERE for change in batch.changes):
            self.forget()
            return None
        concerned = {
            measure.id
            for change in batch.changes
            for row in (change.before, change.after, self.session.rows.get(change.table, change.id))
            if not isinstance(row, str | int | bool | None) and (measure := measure_of(self.session.rows, row))
        }
        for measure_id in concerned:
            for known in (self._texts, self._departments, self._asked):
                known.pop(measure_id, None)
        return concerned
