"""What can go wrong for a person; each message is one Japanese sentence: what, where, what to do."""

import re

# A file's name may hold line ends and what moves a terminal's cursor.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class DxdeskError(Exception):
    """Base of everything that is told to a person instead of being a bug."""

    @property
    def message(self) -> str:
        """The sentence for the person, on one line whatever the names in it are."""
        return _CONTROL.sub(" ", str(self.args[0])) if self.args else ""


class Refused(DxdeskError):
    """The input cannot be taken; nothing was changed."""


class EnvironmentFault(DxdeskError):
    """The machine is in the way (file locked, disk full, share gone), not the input and not a bug."""
