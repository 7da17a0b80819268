"""提出の統合: files are tried, decided and merged; nothing is written before the person says so."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import PRIMARY, set_look
from dxdesk.desktop.background.background_view import BackgroundView
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.background.writing import WritingOperation
from dxdesk.desktop.coordinator.changes_panel import ChangesPanel, Filters
from dxdesk.desktop.coordinator.conflicts_panel import ConflictsPanel
from dxdesk.desktop.coordinator.files_panel import FilesPanel
from dxdesk.desktop.coordinator.merge_jobs import (
    ChosenFiles,
    ConflictGroup,
    InPlan,
    MergeOutcome,
    ReadyDecision,
    TrialMerge,
    group_entries,
    measure_label,
    merge_and_resolve,
    mergeable,
    read_in_plan,
    try_merge,
)
from dxdesk.desktop.coordinator.merged_panel import MergedPanel
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import wrapped_label
from dxdesk.desktop.session import READ_ONLY, Session
from dxdesk.store.tables.records import HeldReason
from dxdesk.submission.merge.command import FileResult
from dxdesk.submission.merge.found_files import UnreadFile

_LEFT = 29  # characters of the files' column
CHANGES, CONFLICTS, MERGED = range(3)
_TRYING = "試しに統合しています。まだ何も書き込んでいません。"
_NO_FILES = "左に提出ファイルを入れると、統合で変わるところがここに並びます。まだ何も書き込みません。"
_NO_CHANGES = "統合しても、計画の内容は変わりません。"


class MergePage(FitsFont, BackgroundView):
    """The files' column, what they would do, and the one button that does it."""

    undo_requested = Signal(object)  # a MergedFile
    return_requested = Signal(str, int)  # a department's name, the year
    report_requested = Signal()
    failed = Signal(str, object)  # a sentence, and the places it is about

    def __init__(self, session: Session, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._progress = progress
        self._trying = Operation(self).with_progress(progress, _TRYING).on_success(self._tried).on_end(self._try_ended)
        self.paths: list[Path] = []
        self.trial: TrialMerge | None = None
        self.in_plan = InPlan((), ())
        self._added: list[Path] = []
        self._unread: tuple[UnreadFile, ...] = ()  # what in the folders is not read: on trying again there are only files
        self._stale = False  # the plan has changed since the trial
        self.reading.on_success(self._show_in_plan).on_failure(session.message)
        self._build()
        session.rest_changed.connect(self._set_busy)
        self._show()
        self.watch_font()

    def _build(self) -> None:
        self.files = FilesPanel(self)
        self.files.added.connect(self.add)
        self.files.removed.connect(self.remove_file)
        self.files.answered.connect(self._try)
        self.filters = Filters(self._filter, self)
        self.changes = ChangesPanel(self.filters, self)
        self.conflicts = ConflictsPanel(self.filters, self)
        self.conflicts.drafts_changed.connect(self._summarise)
        self.merged = MergedPanel(self)
        self.merged.undo_requested.connect(self.undo_requested)
        self.merged.return_requested.connect(self.return_requested)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("提出の内容")
        self.tabs.tabBar().setAccessibleName("提出の内容")
        for panel, title in ((self.changes, "変わるところ"), (self.conflicts, "決めるところ"), (self.merged, "統合済み")):
            self.tabs.addTab(panel, title)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.summary = wrapped_label("", self)
        self.report = QPushButton("報告をExcelに(&E)…", self)
        self.report.clicked.connect(self.report_requested)
        self.clear = QPushButton("一覧を空にする(&C)", self)
        self.clear.clicked.connect(self.clear_files)
        self.merge = QPushButton("統合する(&U)", self)
        self.merge.setToolTip("統合の前に自動でバックアップします。統合はあとで取り消せます。")
        set_look(self.merge, PRIMARY)
        self.merge.clicked.connect(self.merge_and_resolve)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 10, 14, 8)
        column.setSpacing(6)
        column.addWidget(self.filters)
        column.addWidget(self.tabs, 1)
        self.halves = QSplitter(self)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.files)
        self.halves.addWidget(right)
        self.halves.setStretchFactor(1, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 6, 14, 8)
        foot.setSpacing(8)
        foot.addWidget(self.summary, 1)
        for button in (self.report, self.clear, self.merge):
            foot.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.halves, 1)
        whole.addLayout(foot)

    # files

    def add(self, paths: Sequence[Path]) -> None:
        """Add files or folders, and merge them on trial."""
        if self.session.resting or self._trying.busy:
            return
        self._added = [path for path in paths if path not in self.paths]
        if self.trial is None:  # the files in the list have been merged: a new list begins
            self.paths, self._unread = [], ()
        self.paths = [*self.paths, *self._added]
        self._try()

    def remove_file(self, path: Path) -> None:
        """Remove one file."""
        self.paths = [kept for kept in self.paths if kept != path]
        self._added = []
        self._try()

    def clear_files(self) -> None:
        """Remove all files; what was decided for the plan's own conflicts stays."""
        self.paths, self.trial, self._unread = [], None, ()
        self.files.show_results([])
        self._show()

    def _try(self) -> None:
        if not self.paths:
            self.clear_files()
            return
        session = self.session
        self._stale = False
        self.files.set_busy(True)
        self.merge.setEnabled(False)
        self._trying.start_stepwise(
            partial(try_merge, session.store, session.rows, self._chosen(self.paths), session.author)
        )

    def _chosen(self, paths: Sequence[Path]) -> ChosenFiles:
        return ChosenFiles(tuple(paths), frozenset(self.files.same_person))

    def _tried(self, trial: TrialMerge) -> None:
        self._progress.message.emit("")
        self.trial = trial
        self.paths = [file_result.file for file_result in trial.result.files]
        self._added = []
        self._unread = tuple(dict.fromkeys((*self._unread, *trial.result.unread)))
        self.files.show_results(trial.result.files, unread=self._unread)
        self._show()
        self.tabs.setCurrentIndex(CHANGES if trial.lines or not trial.entries else CONFLICTS)
        if self.isVisible():
            self.files.table.setFocus()  # the button that was pressed could not keep the focus while files were read

    def _try_ended(self) -> None:
        """Remove what could not be read from the list again."""
        if self._added:
            self.paths = [path for path in self.paths if path not in self._added]
            self._added = []
        self.files.set_busy(self.session.resting)
        self._show()

    # reading

    def refresh(self) -> None:
        """Read again what waits and what was merged, in the background."""
        super().refresh()
        self.reading.start(partial(read_in_plan, self.session.store))

    def load_now(self) -> None:
        """Load and lay out everything now, for pictures."""
        self.reading.give_up()
        self._show_in_plan(read_in_plan(self.session.store))
        if self.in_plan.entries:
            self.tabs.setCurrentIndex(CONFLICTS)
        self.conflicts.load_now()

    def _show_in_plan(self, in_plan: InPlan) -> None:
        undone = len(in_plan.merged) < len(self.in_plan.merged)
        self.in_plan = in_plan
        if undone and self.trial is None:
            self.files.show_results([])  # the merge was undone
        elif undone:
            self._try_again()
        self._show()

    def _changed(self) -> None:
        self._stale = True
        if not self.session.resting:
            super()._changed()

    def on_shown(self) -> None:
        """Read again; the plan may have changed, and with it what a merge would do."""
        super().on_shown()
        self._try_again()

    def _try_again(self) -> None:
        if self.trial is not None and self._stale and not self._trying.busy and not self.session.resting:
            self._try()

    # showing

    def _show(self) -> None:
        trial, writing = self.trial, not self.session.read_only and not self.session.resting
        groups = self._in_order(group_entries(self.in_plan.entries, trial.entries if trial is not None else ()))
        waiting = sum(not group.decided for group in groups)
        lines = trial.lines if trial is not None else ()
        contested = frozenset(measure_label(g.entries[0].text.described.measure) for g in groups if not g.decided)
        shown_entries = [entry.text for group in groups for entry in group.entries]
        self.filters.offer(
            sorted({*(line.department for line in lines), *(shown.department for shown in shown_entries)}),
            [*(line.measure for line in lines), *(measure_label(shown.described.measure) for shown in shown_entries)],
        )
        self.changes.show_lines(lines, contested, _NO_FILES if trial is None else "" if lines else _NO_CHANGES)
        self.conflicts.show_groups(groups, writing)
        self.merged.show_merged(self.in_plan.merged, writing)
        self.tabs.setTabText(CHANGES, f"変わるところ（{len(lines):,}）")
        self.tabs.setTabText(CONFLICTS, f"決めるところ（{waiting:,}）")
        self.tabs.setTabText(MERGED, f"統合済み（{len(self.in_plan.merged):,}）")
        self._summarise()

    def _in_order(self, groups: list[ConflictGroup]) -> list[ConflictGroup]:
        """Order by what waits first, then by measure as printed."""
        outline = self.session.outline
        order = {m.id: place for place, m in enumerate(m for p in outline.plans for m in outline.measures(p))}
        measures = {group.key: group.entries[0].text.described.measure for group in groups}

        def place(group: ConflictGroup) -> tuple[bool, int]:
            measure = measures[group.key]
            return group.decided, -1 if measure is None else order.get(measure.id, len(order))

        return sorted(groups, key=place)

    def _filter(self) -> None:
        self.changes.filter()
        self.conflicts.filter()

    def _tab_changed(self, tab: int) -> None:
        self.filters.setVisible(tab != MERGED)
        self.filters.set_deciding(deciding=tab == CONFLICTS)

    def _summarise(self) -> None:
        """Show what 統合する would do now, and whether it can."""
        ready = self.conflicts.ready_decisions()
        results = self.trial.result.files if self.trial is not None else ()
        files = mergeable(results)
        sentences = [READ_ONLY.rstrip("。")] if self.session.read_only else self._forecast(results, ready)
        self.summary.setText("。".join(sentences) + ("。" if sentences else ""))
        busy = self.session.read_only or self.session.resting or self._trying.busy
        self.merge.setText("統合する(&U)" if files or not ready else "決定を反映する(&U)")
        self.merge.setEnabled(not busy and bool(files or ready))
        self.clear.setEnabled(not busy and bool(self.files.results))
        self.report.setEnabled(bool(self.in_plan.merged) and not self.session.resting)

    def _forecast(self, results: Sequence[FileResult], ready: Sequence[ReadyDecision]) -> list[str]:
        """Describe what will become of the files and decisions, a sentence each without its end."""
        files = mergeable(results)
        sentences = []
        if files:
            changes = sum(file_result.applied for file_result in results)
            sentences.append(f"{len(files)}ファイルを統合します：変更 {changes:,}か所")
        refused = sum(file_result.status == "refused" for file_result in results)
        if refused:
            sentences.append(f"受け取れないファイルが{refused:,}件あります（左の一覧に理由があります）")
        if self._unread:
            sentences.append(f"読まないファイルが{len(self._unread):,}件あります")
        if ready:
            sentences.append(f"決定 {len(ready):,}件を反映します")
        pending = {group.key for group in self.conflicts.groups if group.pending}
        undecided = len(pending) - sum(decision.key[:3] in pending for decision in ready)
        if files and undecided > 0:
            sentences.append(f"決めていない{undecided:,}件は保留します（計画は今のまま）")
        final = sum(group.entries[0].held.why == HeldReason.LOCKED and not group.decided for group in self.conflicts.groups)
        if final:
            sentences.append(f"確定済みの年度の{final:,}件は、「提出状況」で年度の確定を解除すると採用できます")
        return sentences

    # actions

    def merge_and_resolve(self) -> None:
        """統合する."""
        self.conflicts.view.commit()
        files = mergeable(self.trial.result.files if self.trial is not None else ())
        ready = self.conflicts.ready_decisions()
        if files or ready:
            sentence = "バックアップを作って、統合しています…" if files else "決定を反映しています…"
            writing = WritingOperation(self, self.session, self._progress, sentence).on_success(self._done)
            writing.start_stepwise(
                partial(merge_and_resolve, self.session.store, self._chosen(files), ready, self.session.author)
            )

    def _done(self, outcome: MergeOutcome) -> None:
        self.conflicts.discard_done(outcome.decided)
        sentences = []
        if outcome.result is not None and self.trial is not None:
            changed = {file_result.file: file_result for file_result in outcome.result.files}
            results = [changed.get(v.file, v) for v in self.trial.result.files]
            self.trial, self.paths = None, []
            self.files.show_results(results, merged=True, unread=self._unread)
            merged = [v for v in outcome.result.files if v.status == "merged"]
            sentences.append(f"{len(merged)}ファイルを統合しました（{sum(v.applied for v in merged):,}か所）")
            refused = [v.reason for v in outcome.result.files if v.status == "refused"]
            if refused:
                self.failed.emit("次のファイルは、統合する間に変わったため統合できませんでした。", refused)
        if outcome.decided:
            sentences.append(f"決定 {len(outcome.decided):,}件を反映しました")
        self._progress.message.emit("。".join(sentences) + ("。" if sentences else ""))
        if outcome.failures:
            self.failed.emit(
                f"次の{len(outcome.failures):,}件の決定は反映できませんでした。書いた内容は「決めるところ」に残してあります。",
                [reason for _, reason in outcome.failures],
            )
        self._show()
        self.refresh()

    def _set_busy(self, busy: bool) -> None:
        """Let nothing else begin while something is written."""
        self.files.set_busy(busy or self._trying.busy)
        self._show()
        if not busy and self.isVisible():
            self.refresh()

    def finish(self) -> bool:
        """Ask before texts of decisions are lost, which live on this page only; refuse while the file is being written."""
        if self.session.resting or self._trying.busy:
            self.session.message.emit("実行中の作業が終わるのを待つか、中止してから閉じてください。")
            return False
        self.conflicts.view.commit()
        typed = sum(draft.typed for draft in self.conflicts.drafts.values())
        return not typed or prompts.ask(
            self,
            f"「提出の統合」で書いた決定が{typed}件、まだ反映されていません。閉じると、その内容は失われます。",
            "閉じる",
            "閉じずに確かめる",
        )

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        panel = self.tabs.currentWidget()
        inner: list[QWidget] = [self.conflicts.table, self.conflicts.view] if panel is self.conflicts else [panel]
        return [self.files, *inner, self.merge]

    def focus_first(self) -> None:
        """Focus the button that adds files."""
        self.files.files.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the files' column as wide as its letters need, at most a third."""
        super().resizeEvent(event)
        if not event.oldSize().isValid():
            self._share_out()

    def fit(self) -> None:
        """Share out the width, once the children have the new font, too."""
        QTimer.singleShot(0, self, self._share_out)

    def _share_out(self) -> None:
        left = min(_LEFT * self.fontMetrics().horizontalAdvance("あ"), self.width() * 35 // 100)
        self.halves.setSizes([left, max(self.width() - left, 0)])
