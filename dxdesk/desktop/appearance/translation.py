"""Qt's own texts in Japanese: its translation, and the few that are missing there."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

MISSING = {
    ("QFileDialog", "&Look in:"): "場所(&L):",
    ("QFileDialog", "Files of &type:"): "ファイルの種類(&T):",
    ("QFileDialog", "%1 folder"): "%1 フォルダ",
    ("QFileDialog", "Computer"): "コンピューター",
    ("QFileSystemModel", "Computer"): "コンピューター",
    ("QFileSystemModel", "%n byte(s)"): "%n バイト",
    ("QFileSystemModel", '<b>The name "%1" cannot be used.</b>'): "<b>「%1」という名前は使えません。</b>",
    ("QLineEdit", "Clear"): "消す",
}
_TRANSLATORS: list[QTranslator] = []


class _Missing(QTranslator):
    """The last translator asked, for what Qt's translation leaves in English."""

    def isEmpty(self) -> bool:
        """False: Qt does not ask an empty translator."""
        return False

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        """Return the translation, blank where there is none here either."""
        return MISSING.get((context, source), "")


def install_japanese(app: QApplication) -> None:
    """Install the translators, once in an application's life."""
    if _TRANSLATORS:
        return
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    shipped = QTranslator()
    shipped.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (_Missing(), shipped):  # the last installed is asked first
        app.installTranslator(translator)
        _TRANSLATORS.append(translator)
