"""伊東市's 進捗管理表: a contents page, and a page per measure with one column a year."""

from dxdesk.pages.layouts import CityTable

LAYOUT = CityTable("ito", "伊東市 進捗管理表", __name__)
