"""伊勢原市's アクションプラン: a sheet per measure with contents, effect, schedule and indicators over the years."""

from dxdesk.pages.layouts import CityTable

LAYOUT = CityTable("isehara-action", "伊勢原市 アクションプラン", __name__)
