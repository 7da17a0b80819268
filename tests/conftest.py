"""Every test, on any machine: the same examples in every run, and none is too slow because others are at work, too."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests.lengths import run_long
from tests.requirements import REMEDIES, hide_machine

hide_machine()

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# For whoever looks for what nobody thought of: pytest --hypothesis-profile=explore
settings.register_profile("explore", settings.get_profile("steady"), derandomize=False, max_examples=2_000)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the form of the tests that have two, before any is imported."""
    if config.option.markexpr == "long":
        run_long()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once what was skipped, how often, and how to get what was missing."""
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ())]
    if not skipped:
        return
    terminalreporter.section("飛ばしたテスト")
    for reason, count in Counter(reason.removeprefix("Skipped: ") for reason in skipped).most_common():
        remedy = f"　→ {REMEDIES[reason]}" if reason in REMEDIES else ""
        terminalreporter.write_line(f"{count}件　{reason}{remedy}")
