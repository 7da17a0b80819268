"""A figure's value: kept exactly as written, understood as far as possible."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

# Written instead of a number; each is a statement of its own and none of them is blank or 0.
STATEMENTS = ("-", "数値なし", "該当なし")

_NOTE = re.compile(r"※.*", re.S)
_BRACKETS = re.compile(r"[(\[【「『〈《<][^()\[\]【】「」『』〈〉《》<>]*[)\]】」』〉》>]")
_YEARS = re.compile(
    r"(?:令和|平成|昭和|(?<![A-Za-z])[RHS])\s*(?:元|\d{1,2})(?:\.\d{1,2})*(?:年度|年|年末)?(?:\s*\d{1,2}月)?"
    r"|(?<!\d)(?:19|20)\d{2}\s*年度?(?:\s*\d{1,2}月)?"
)
_NUMBER = re.compile(r"(?<![\d.,])([△▲\-−‐]?)\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d,]*\d)")
_UNIT = re.compile(r"\s*(%|[^\s\d()\[\]、。,.:;※]+)")
_MINUS = {ord(sign): "-" for sign in "−‐"}


@dataclass(frozen=True)
class Quantity:
    """One value as written in a cell, e.g. `約1.56%`; `number` is None where no single number can be read."""

    text: str

    @property
    def blank(self) -> bool:
        """Nothing is written; not the same as `-`, 0, 数値なし or 該当なし."""
        return not self.text.strip()

    @cached_property
    def key(self) -> str:
        """Equal for the same value written differently (1211 / 1,211 / １２１１), for merging and matching."""
        folded = "".join(unicodedata.normalize("NFKC", self.text).translate(_MINUS).split())
        return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded).replace("▲", "△")

    @property
    def number(self) -> Decimal | None:
        """The single readable number outside years, brackets and ※ notes, with the decimals printed; else None."""
        return self._read[0]

    @property
    def unit(self) -> str:
        """What stands behind the number (`業務`, `%`), blank where there is no number or no unit."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Decimal | None, str]:
        text = _NOTE.sub("", unicodedata.normalize("NFKC", _circled_out(self.text)))
        while (bare := _BRACKETS.sub(" ", text)) != text:
            text = bare
        text = _YEARS.sub(lambda found: " " * len(found.group()), text)
        found = list(_NUMBER.finditer(text))
        if len(found) != 1:
            return None, ""
        sign, digits = found[0].groups()
        # A hyphen between words (`LGWAN-2`) is not a minus; one at the start or after a space is.
        before = text[: found[0].start()]
        negative = sign in ("△", "▲") or (bool(sign) and (not before or before[-1].isspace()))
        unit = _UNIT.match(text, found[0].end())
        number = Decimal(digits.replace(",", ""))
        return (-number if negative else number), unit.group(1) if unit else ""


def _circled_out(text: str) -> str:
    """①② number the parts of a value; folding them to 1 2 would invent numbers."""
    return "".join(" " if unicodedata.decomposition(c).startswith("<circle>") else c for c in text)


def same_value(one: str, other: str) -> bool:
    """Whether two texts write the same value."""
    return one == other or Quantity(one).key == Quantity(other).key


def printed(number: Decimal, unit: str = "") -> str:
    """A number as the sheets print it: thousands commas, △ for minus, % kept behind: `△512`, `6.8%`."""
    digits = f"{abs(number):,f}"
    return f"{'△' if number < 0 else ''}{digits}{'%' if unit == '%' else ''}"
