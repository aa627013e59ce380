"""Rows as they come from Athena, and the label in them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as dataset


class UnusableData(Exception):
    """The data cannot be learned from. The message says why and what to do."""


def read_table(folder: Path) -> pa.Table:
    """All rows of a folder of Parquet files, as they are."""
    files = sorted(str(path) for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 0)
    if not files:
        raise UnusableData(f"There are no files in {folder}: the query brought no rows.")
    return dataset.dataset(files, format="parquet").to_table()


def frame_of(table: pa.Table) -> pd.DataFrame:
    """The rows as a frame in an order that does not depend on the files. Columns of nested types and bytes are left out."""
    kept = [(field.name, _plain(table.column(field.name))) for field in table.schema]
    return in_order(pd.DataFrame({name: column.to_pandas() for name, column in kept if column is not None}))


def read_rows(folder: Path) -> pd.DataFrame:
    return frame_of(read_table(folder))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return None
    if pa.types.is_decimal(column.type):
        return pc.cast(column, pa.float64())
    if pa.types.is_date(column.type):
        return pc.cast(column, pa.timestamp("s"))
    return column


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Athena promises no order of rows; sorted by content, the same rows are always the same frame."""
    digests = row_hashes(frame, seed=0)
    order = np.argsort(digests, kind="stable")
    return frame.iloc[order].reset_index(drop=True)


def row_hashes(frame: pd.DataFrame, seed: int) -> np.ndarray:
    """A 64-bit number for each row, the same for equal rows whatever the other rows are."""
    texts = frame.reindex(columns=sorted(frame.columns)).astype(str)
    return pd.util.hash_pandas_object(texts, index=False, hash_key=f"meshloop{seed:08d}"[:16]).to_numpy()


def labels_of(frame: pd.DataFrame, label: str) -> np.ndarray:
    """The label column as 0 and 1. Throws UnusableData when it is missing, incomplete or not of two values."""
    if label not in frame.columns:
        raise UnusableData(f'The table has no column "{label}". Name the label with the pipeline parameter Label.')
    column = frame[label]
    if column.isna().any():
        raise UnusableData(f'The label "{label}" is missing in {int(column.isna().sum())} of {len(column)} rows.')
    values = sorted(column.unique().tolist())
    if len(values) != 2:
        raise UnusableData(f'The label "{label}" must have two values and has {len(values)}.')
    return (column == values[1]).to_numpy(dtype=int)
