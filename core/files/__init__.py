"""Files that people bring: tables as CSV or XLSX become rows of text with their line numbers."""

from core.files.reading import read_table
from core.files.table import Problem, Row, Table

__all__ = ["Problem", "Row", "Table", "read_table"]
