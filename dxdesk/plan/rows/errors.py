"""Errors that people see; each message is one Japanese sentence: what happened, where, and what to do."""

import re

# A file's name may contain line ends and characters that move a terminal's cursor.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class DxdeskError(Exception):
    """Base of all errors that are shown to a person, and are no bug."""

    @property
    def message(self) -> str:
        """The sentence for the person, on one line whatever names it contains."""
        return _CONTROL.sub(" ", str(self.args[0])) if self.args else ""


class Refused(DxdeskError):
    """The input is not accepted; nothing was changed."""


class EnvironmentFault(DxdeskError):
    """The environment is at fault (file locked, disk full, share gone), neither the input nor a bug."""
