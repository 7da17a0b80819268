"""The characters that a file can hold: the same in every format."""

import re

# XML and HTML cannot hold these. Control characters become their picture (␇), the rest U+FFFD (�).
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")


def writable(text: str) -> str:
    """The text with line ends as Excel has them, and characters that no file can hold replaced by visible ones."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub(_picture, _LINE_ENDS.sub("\n", text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
