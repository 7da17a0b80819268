"""Where a bug is written down, so that a user sees a sentence and a developer the traceback."""

import tempfile
import traceback
from datetime import datetime
from pathlib import Path

_NAME = "dxdesk.log"


def log_file() -> Path:
    """The log, there or not; where it cannot be written, bugs go to the folder for temporary files."""
    from platformdirs import user_log_path

    return user_log_path("dxdesk", appauthor=False) / _NAME


def record_bug(error: BaseException | None = None) -> Path:
    """Appends an exception, else the one being handled, to the log; returns the log's path, never raises."""
    told = "".join(traceback.format_exception(error)) if error is not None else traceback.format_exc()
    text = f"{datetime.now().isoformat(timespec='seconds')}\n{told}\n"
    for log in (log_file(), Path(tempfile.gettempdir(), _NAME)):
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as out:
                out.write(text)
            return log
        except OSError:
            continue
    return Path(_NAME)
