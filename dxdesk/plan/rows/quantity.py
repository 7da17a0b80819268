"""A figure's value: kept exactly as written, read as a number as far as possible."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from unicodedata import normalize

# Written instead of a number; each has a meaning of its own, and none of them is blank or 0.
STATEMENTS = ("-", "数値なし", "該当なし")

# Only the width is normalised: to normalise ① ㎡ ½ as well would invent numbers.
_WIDE = re.compile(r"[\u3000\uff00-\uffef]+")
_SIGNS = {ord(dash): "-" for dash in "−‐‑‒–—―"} | {ord("〜"): "~", ord("▲"): "△"}
_NOTE = re.compile(r"※.*", re.S)
_BRACKETS = re.compile(r"[(\[【「『〈《<〔][^()\[\]【】「」『』〈〉《》<>〔〕]*[)\]】」』〉》>〕]")
# Digits that are part of a name, not a count: years and dates (`R2`, `令和5年度`, `R6.12.1`, `2024年`, `12月15日`), `第3回`.
_NAMES = re.compile(
    r"(?:令和|平成|昭和|(?<![A-Za-z])[RHSrhs])\s*(?:元|\d{1,2}(?!,?\d))(?:\.\d{1,2})*(?:\s*年度?)?"
    r"|(?<![\d.,])(?:(?:19|20)\d{2}\s*年度?|\d{1,2}\s*年度|\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)"
    r"|第\s*\d+",
    re.A,
)
_DIGITS = re.compile(r"\.?\d(?:[\d.,]*\d)?", re.A)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.A)
_NEGATIVE = re.compile(r"△\s*\Z|^\s*-\s*\Z")
# Neighbours that make a number a name (`LGWAN-2`), the end of a range (`20～`) or another number (10², 5½).
_RAISED = "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b"
_INVALID_BEFORE = re.compile(rf"[A-Za-z]\Z|[-~{_RAISED}]\s*\Z")
_INVALID_AFTER = re.compile(rf"\s*[-~{_RAISED}]")
# A unit ends where the sentence goes on with a particle: `5件を実施`.
_UNIT = re.compile(r"\s*(%|[^\s\d()\[\]【】「」、。,.:;※をはがにのでとも]*)", re.A)
_QUALIFIER = re.compile(r"(?:程度|以上|以下|以内|未満|前後|削減|増加|超|弱|強|余|減|増)\Z")


@dataclass(frozen=True)
class Quantity:
    """A value as written in a cell, e.g. `約1.56%`; `number` is None where no single number can be read."""

    text: str

    @property
    def blank(self) -> bool:
        """Nothing is written; not the same as `-`, 0, 数値なし or 該当なし."""
        return not self.text.strip()

    @cached_property
    def key(self) -> str:
        """Equal for the same value written differently (1211 / 1,211 / １２１１, -5 / △ 5), for merging and matching."""
        spaced = " ".join(_folded(self.text).split())
        # A space between letters or digits keeps them apart; any other is only layout.
        text = _DIGITS.sub(_without_commas, re.sub(r"(?<![A-Za-z0-9.,]) | (?![A-Za-z0-9.,])", "", spaced))
        text = text.rstrip("。") or text
        return "-" if text == "ー" else re.sub(r"^-(?=[0-9])", "△", text)

    @property
    def number(self) -> Decimal | None:
        """The single readable number outside years, brackets and ※ notes, with the decimals printed; else None."""
        return self._read[0]

    @property
    def unit(self) -> str:
        """The text after the number (`業務`, `%`), blank where there is no number or no unit."""
        return self._read[1]

    @property
    def _read(self) -> tuple[Decimal | None, str]:
        return _number_and_unit(self.text)


# Checks and charts read the same figures again and again; a large plan has some ten thousand.
@lru_cache(maxsize=32_768)
def _number_and_unit(written: str) -> tuple[Decimal | None, str]:
    text = _NOTE.sub("", _folded(written))
    while (bare := _BRACKETS.sub(" ", text)) != text:
        text = bare
    text = _NAMES.sub(" ", text)
    found = _DIGITS.findall(text)
    if len(found) != 1 or not _NUMBER.fullmatch(found[0]):
        return None, ""
    before, after = text.split(found[0])
    negative = bool(_NEGATIVE.search(before))
    if (not negative and _INVALID_BEFORE.search(before)) or _INVALID_AFTER.match(after):
        return None, ""
    number = Decimal(found[0].replace(",", ""))
    return (number.copy_negate() if negative else number), _unit_at(after)


def _folded(text: str) -> str:
    """Full-width letters, digits and signs as half-width, one sign for every dash."""
    return _WIDE.sub(lambda run: normalize("NFKC", run.group()), text).translate(_SIGNS)


def _without_commas(digits: re.Match[str]) -> str:
    text = digits.group()
    return text.replace(",", "") if _NUMBER.fullmatch(text) else text


def _unit_at(text: str) -> str:
    found = _UNIT.match(text)
    return _QUALIFIER.sub("", found.group(1)) if found else ""


def same_value(one: str, other: str) -> bool:
    """Whether two texts are the same value."""
    return one == other or Quantity(one).key == Quantity(other).key


def format_number(number: Decimal, unit: str = "") -> str:
    """A number as the sheets print it: thousands commas, △ for minus, % kept after it: `△512`, `6.8%`."""
    digits = f"{number.copy_abs():,f}"
    return f"{'△' if number < 0 else ''}{digits}{'%' if unit == '%' else ''}"
