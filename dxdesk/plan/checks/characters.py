"""Rules for characters that other computers may not show.

外字 exist only where their font is installed. Characters outside Japan's standards (JIS X 0208 and 0213) and outside the
additions of Japanese Windows (cp932) are missing from many fonts, and from the older systems of a city hall; mostly they
were picked, or read by OCR, instead of the character that was meant (时 for 時). ①, Ⅰ and ㈱, which officials call
機種依存文字, do print today; but 総務省's rules for machine-readable tables (check 1-10) ask for other characters, so
they are merely noted.
Kanji among them (髙, 﨑) are how names are spelled, and stay.
"""

import re
from collections.abc import Iterator
from functools import cache

from dxdesk.plan.checks.finding import Finding, Level, Rule, quoted
from dxdesk.plan.checks.texts import code_point, text_finding, texts
from dxdesk.plan.rows.outline import Outline, measure_of
from dxdesk.plan.rows.table import Row

_OWN = re.compile(r"[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# The dash of JIS X 0208, which Python's codecs map to its neighbour.
_STANDARD = "—"
# Found by other rules, or no characters at all.
_OTHER_RULES = re.compile(rf"[{_OWN.pattern[1:-1]}\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The rows of cp932 that NEC and IBM added to the standard: ①, Ⅰ, ㈱, ㎡, ⅰ …, without their kanji.
_ADDED_ROWS = (0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC)
_KANJI = re.compile(r"[\u4e00-\u9fff\uf900-\ufaff]")


@cache
def _vendors() -> re.Pattern[str]:
    """The pattern of any of those characters."""
    return re.compile(f"[{''.join(_added())}]")


def _added() -> Iterator[str]:
    for high in _ADDED_ROWS:
        for low in range(0x40, 0xFD):
            character = bytes((high, low)).decode("cp932", "ignore")
            # Some are in the rows of the standard as well.
            if character and character.encode("cp932")[0] in _ADDED_ROWS and not _KANJI.match(character):
                yield character


_MOST = 3


def own_characters(outline: Outline) -> Iterator[Finding]:
    """外字 print only where the same font is installed."""
    for row, label, text in texts(outline):
        if found := _OWN.search(text):
            message = f"「{label}」に外字（{code_point(found.group())}）があり、ほかのパソコンでは表示されません。"
            yield text_finding(outline, Level.WARNING, "own-characters", row, message)


def rare_characters(outline: Outline) -> Iterator[Finding]:
    """Characters that Japanese computers cannot be relied on to have."""
    for row, label, text in texts(outline):
        if rare := _rare_in(text):
            message = (
                f"「{label}」の{'、'.join(map(_named, rare[:_MOST]))}は日本語の標準の文字（JIS）になく、"
                "ほかのパソコンでは表示されないことがあります。"
            )
            yield text_finding(outline, Level.WARNING, "rare-characters", row, message)


def vendor_characters(outline: Outline) -> Iterator[Finding]:
    """①, ㈱ and the like, reported once a measure (once a row for rows of no measure)."""
    found: dict[str, tuple[Row, str, dict[str, None]]] = {}
    for row, label, text in texts(outline):
        if characters := _vendors().findall(text):
            owner = measure_of(outline.rows, row) or row
            found.setdefault(owner.id, (row, label, {}))[2].update(dict.fromkeys(characters))
    for row, label, present in found.values():
        named = list(present)
        more = "など" if len(named) > _MOST else ""
        message = f"「{label}」に機種依存文字{quoted(named[:_MOST])}{more}があり、公開用のデータ（総務省の統一ルール）では避けることとされています。"
        yield text_finding(outline, Level.NOTICE, "vendor-characters", row, message)


def _rare_in(text: str) -> list[str]:
    """The rare characters of a text, each once; whole texts pass at once."""
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return list(dict.fromkeys(character for character in text if _is_rare(character)))
    return []


@cache
def _is_rare(character: str) -> bool:
    if character in _STANDARD or _OTHER_RULES.match(character):
        return False
    return not any(_has(standard, character) for standard in ("cp932", "euc_jis_2004"))


def _has(standard: str, character: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


def _named(character: str) -> str:
    return f"「{character}」（{code_point(character)}）" if character.isprintable() else code_point(character)


RULES = (
    Rule("own-characters", "外字がある", own_characters),
    Rule("rare-characters", "JISの標準にない文字がある", rare_characters),
    Rule("vendor-characters", "機種依存文字がある", vendor_characters),
)
