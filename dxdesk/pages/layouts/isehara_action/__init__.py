"""伊勢原市's アクションプラン: a sheet per measure with contents, effect, schedule and indicators over the years."""
