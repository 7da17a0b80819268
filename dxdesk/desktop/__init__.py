"""The window. The only room that imports Qt."""

# SQLAlchemy comes before PySide6: PySide6's import hook slows whatever is imported after it.
import dxdesk.store  # noqa: F401
