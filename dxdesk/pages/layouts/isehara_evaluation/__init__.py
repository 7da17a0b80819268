"""伊勢原市's 事業評価: 総括 with a mark for each measure, 詳細 with indicators and 見解."""

from dxdesk.pages.layouts import CityTable

LAYOUT = CityTable("isehara-evaluation", "伊勢原市 事業評価", __name__)
