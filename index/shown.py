"""What every result over many documents can be turned into."""

from __future__ import annotations

from typing import Any

from corpus.table import Table


class Shown:
    """A result that has a table: plain dicts, a data frame, and itself in a notebook."""

    def table(self) -> Table[Any]:
        """The result as one table."""
        raise NotImplementedError

    def records(self) -> list[dict[str, Any]]:
        """Each row of the table as a dict."""
        return self.table().records()

    def to_frame(self) -> Any:
        """The table as a pandas DataFrame. Raises ImportError with a hint where pandas is not installed."""
        return self.table().to_frame()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
