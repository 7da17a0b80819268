"""What CSV has no sign for, and how we write it: pages, cells merged downwards, texts that Excel takes for a formula.

A file of one page is the bare table. With several, a line `［シート］名前` stands above each page, a blank line before it.
Under a text that reaches over several rows stands 〃 in each further one, so that it is not blank there; cells merged
sideways are blank behind the first.

Excel runs a cell that begins with = + - @ as a formula, quoted or not. Such a text gets a `'` before it, which
other programs show; reading takes it off again. Numbers (`-5`) and a lone `-` are no formula and stay bare.
"""

import re

PAGE = "［シート］"

_FORMULA = re.compile(r"'*(?:[=+\-@＝＋－＠\t\r]|〃$)")
_HARMLESS = re.compile(r"[-+－＋]?[\d,.]*%?", re.A)


def escape_formula(text: str) -> str:
    """The text so that Excel shows it instead of running it, and that it is not taken for a sign of ours."""
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def unescape_formula(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
