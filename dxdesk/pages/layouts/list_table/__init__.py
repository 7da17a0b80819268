"""Any city's table with one row (or a few merged ones) a measure, read and written by a map.

A map is a TOML file that states, column by column, what a table holds; `resources/help/list-map.md` explains it in
Japanese for those who write one. In short:

    municipality = "試験市"
    title = "試験市DX推進計画"
    years = "R4-R7"            # the last one is 実施予定 unless planned_from states another
    sheet = "進捗一覧"          # name or number; without it the first
    heading_rows = [3, 4]      # the rows of the headings; merged ones are joined with /
    first_row = 5              # without it the row below the headings; last_row or end = "合計" ends the table

    [[column]]
    heading = "実績値/令和5年度末"   # or column = "H", or column = 8
    field = "figure"
    year = "R5"

`table_map` declares every field and attribute. From there: `map_toml` (the file), `headings` (the columns' positions),
`reading` and `row_reading`, `writing` and `row_writing`; and for a sheet without a map: `heading_guess` (one heading),
`column_guess` (all columns), `map_guess` (the whole map), `map_reuse` (a kept map), `map_problems` (what it still lacks).
"""
