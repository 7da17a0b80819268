"""A plan's name as headings print it, and back."""

import re
import unicodedata

from dxdesk.plan.rows.model import Plan

# `伊東市` of 伊東市DX推進計画, `四日市市` of 四日市市情報化計画; else up to the first 市 町 村 区.
_CITY = re.compile(
    r".*[市町村区都道府県](?=[^市町村区都道府県]*(?:DX|ICT|情報|デジタル))|.+?[市町村区](?=.)",
)
# Excel makes days of numbers that are typed as `1-2` or `1/2`, and shows them so.
_DAY = re.compile(r"(?:\d{4}/)?(?P<first>\d{1,2})[/月](?P<second>\d{1,2})日?")
_CITY_ENDS = ("市", "町", "村", "区", "都", "道", "府", "県")


def municipality(title: str) -> str:
    """The city that a plan's title begins with, blank where it names none."""
    found = _CITY.match(unicodedata.normalize("NFKC", title))
    return found.group() if found else ""


def plan_name(plan: Plan) -> str:
    """The title, after the municipality where it does not name it."""
    return plan.title if plan.title.startswith(plan.municipality) else f"{plan.municipality} {plan.title}"


def read_plan_name(text: str) -> tuple[str, str]:
    """Municipality and title of a name that `plan_name` printed, or that a city did."""
    city, space, title = text.strip().partition(" ")
    if space and title.strip() and city.endswith(_CITY_ENDS):
        return city, title.strip()
    return municipality(text.strip()), text.strip()


def undated(number: str) -> str:
    """A printed number of which Excel made a day: `1月2日` is `1-2`."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", number).strip())
    return f"{found['first']}-{found['second']}" if found else number
