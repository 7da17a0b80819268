"""The words and signs of 新発田市's table that are both written and read."""

SUFFIX = "（個別取組）"
TOP, FIELD, TITLE, DESCRIPTION = "区分", "施策分野", "具体的な取組", "取組方針"
LEVELS = f"{TOP} > {FIELD} > {TITLE}"

# Behind the number of a measure, and the field of which each tells.
FLAGS = {"【新】": "newly", "【完了】": "completed"}

# What stands below another: a pillar in a path, a member of a breakdown before its label (twice: of a member's).
BELOW = "＞"

# Below the labels of the K P I cell, after ※ and the indicator's number.
METHOD, TIME = "算定方法：", "時点："
