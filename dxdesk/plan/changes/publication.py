"""公表用の文: the wording for publication beside a submitted line, and what becomes of it when the line is written anew."""

from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import Outline


def older_publications(outline: Outline) -> list[Entry]:
    """Return the lines whose wording for publication was made for an earlier text, in printed order."""
    measures = (measure for plan in outline.plans for measure in outline.measures(plan))
    return [entry for measure in measures for entry in outline.all_entries(measure) if entry.publication_is_older]


def keep_publication(entry: Entry) -> Changes:
    """Keep the wording for publication: it is right for the line as it is now, too."""
    return set_field(entry, "publication_of", entry.text)


def drop_publication(entry: Entry) -> Changes:
    """Take the wording for publication away: the line is published as it was submitted."""
    return (*set_field(entry, "publication", None), *set_field(entry, "publication_of", None))
