"""The log of bugs: a user sees a message, a developer finds the traceback here."""

import tempfile
import traceback
from datetime import datetime
from pathlib import Path

_NAME = "dxdesk.log"


def log_file() -> Path:
    """Return the path of the log, which need not exist; where it cannot be written, the temporary folder is used."""
    from platformdirs import user_log_path

    return user_log_path("dxdesk", appauthor=False) / _NAME


def record_bug(error: BaseException | None = None) -> Path:
    """Append an exception, else the one being handled, to the log; return the log's path, never raise."""
    trace = "".join(traceback.format_exception(error)) if error is not None else traceback.format_exc()
    text = f"{datetime.now().isoformat(timespec='seconds')}\n{trace}\n"
    for log in (log_file(), Path(tempfile.gettempdir(), _NAME)):
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as out:
                out.write(text)
            return log
        except OSError:
            continue
    return Path(_NAME)
