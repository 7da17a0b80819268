"""Hand a half-done copy over to a colleague (引き継ぎ), with a note that is shown when it is opened."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.file.inspect import copy_plan, replacing_plan
from dxdesk.store.tables.records import HandOver
from dxdesk.submission.hand_in.submit import collapse_whitespace, finish_for_hand_out
from dxdesk.submission.roles import hand_out_of


@dataclass(frozen=True)
class HandOverResult:
    """The colleague's file; `left` is the copy it was made from, None where that copy itself is handed over."""

    file: Path
    left: Path | None


def hand_over(location: str, file: str | Path, *, author: str, colleague: str, note: str = "") -> HandOverResult:
    """Record that a copy is handed over and write it to `file`, which may be the copy itself.

    Both files have the record: whoever goes on with the one left behind is warned. Raises Refused, EnvironmentFault.
    """
    target = Path(file)
    if not collapse_whitespace(colleague):
        raise Refused("引き継ぐ相手の名前が空です。相手の名前を書いてください。")
    with Store.open(location, author=author) as store:
        hand_out = hand_out_of(store)
        stays = target.exists() and target.samefile(location)
        if target.exists() and not stays:
            raise Refused(f"「{target}」はすでにあるため、引き継ぎファイルを作れません。別の名前を指定してください。")
        record = HandOver(
            id=str(uuid.uuid4()),
            hand_out=hand_out.id,
            at=utc_now(),
            author=author,
            colleague=collapse_whitespace(colleague),
            note=note.strip(),
        )
        kept = store.transaction(lambda transaction: transaction.insert(record))
        try:
            if not stays:
                with replacing_plan(target) as copy:
                    copy_plan(Path(location), copy)
                    finish_for_hand_out(store, copy, store.load())
        except BaseException:
            store.transaction(lambda transaction: transaction.delete([kept]))
            raise
    return HandOverResult(target, None if stays else Path(location))


def last_hand_over(store: Store) -> HandOver | None:
    """Return the newest hand-over of a copy; None where there was none."""
    return next(reversed(store.records(HandOver)), None)
