"""新発田市's 個別取組: one table with a row a measure, its KPI's years, and its schedule before and after."""
