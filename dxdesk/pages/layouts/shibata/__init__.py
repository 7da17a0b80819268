"""新発田市's 個別取組: one table with a row a measure, its KPI's years, and its schedule before and after."""

from dxdesk.pages.layouts import CityTable

LAYOUT = CityTable("shibata", "新発田市 個別取組", __name__)
