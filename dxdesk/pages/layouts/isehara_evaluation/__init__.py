"""伊勢原市's 事業評価: 総括 with a mark for each measure, 詳細 with indicators and 見解."""
