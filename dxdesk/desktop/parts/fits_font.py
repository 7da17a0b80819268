"""What every widget does that is measured in letters: it fits itself anew when its font changes."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Widget
else:
    _Widget = object  # PySide allows no second Qt class beside the widget's own


class FitsFont(_Widget):
    """Mixin before a Qt class: calls `fit` whenever the font changes.

    Qt reports fonts while the constructor still runs, too; `watch_font` at its end says that `fit` finds all it needs.
    """

    FITTED_ON: ClassVar[tuple[QEvent.Type, ...]] = (QEvent.Type.FontChange,)
    _watching = False

    def watch_font(self) -> None:
        """Begin to follow the font."""
        self._watching = True

    def fit(self) -> None:
        """Take the size that the font asks for."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Fit to another font."""
        super().changeEvent(event)
        if self._watching and event.type() in self.FITTED_ON:
            self.fit()


class FitsFontAndTheme(FitsFont):
    """As FitsFont, for what is drawn in the palette's colours: another theme calls `fit` as well."""

    FITTED_ON = (QEvent.Type.FontChange, QEvent.Type.PaletteChange)
