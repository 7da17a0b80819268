"""The five real documents: tests that read them are skipped where they are not there."""

from tests.requirements import CITIES, DOCUMENTS

__all__ = ["CITIES", "needs_cities"]

needs_cities = DOCUMENTS.mark
