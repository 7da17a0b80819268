"""伊豆の国市's plan document: its outline, a roadmap of pillars and measures with one column a year, indicators, glossary."""

from dxdesk.pages.layouts import CityTable

LAYOUT = CityTable("izunokuni", "伊豆の国市 計画の概要と工程表", __name__)
