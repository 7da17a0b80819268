"""Where a bug is written down, so that a user sees a sentence and a developer the traceback."""

import tempfile
import traceback
from datetime import datetime
from pathlib import Path


def record_bug(error: BaseException | None = None) -> Path:
    """Appends an exception, else the one being handled, to the log; returns the log's path, never raises."""
    from platformdirs import user_log_path

    told = "".join(traceback.format_exception(error)) if error is not None else traceback.format_exc()
    text = f"{datetime.now().isoformat(timespec='seconds')}\n{told}\n"
    for folder in (user_log_path("dxdesk", appauthor=False), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log = folder / "dxdesk.log"
            with log.open("a", encoding="utf-8") as out:
                out.write(text)
            return log
        except OSError:
            continue
    return Path("dxdesk.log")
