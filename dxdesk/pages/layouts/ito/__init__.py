"""伊東市's 進捗管理表: a contents page, and a page per measure with one column a year."""
