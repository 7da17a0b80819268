"""伊豆の国市's plan document: its outline, a roadmap of pillars and measures by year, indicators, glossary."""
