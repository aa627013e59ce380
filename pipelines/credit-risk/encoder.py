"""One-hot encoding that ships with the model, as plain JSON: no library version has to match to read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

# Of a text column with more values than this, only the most frequent ones become columns of their own.
MOST_CATEGORIES = 50


@dataclass(frozen=True)
class Column:
    name: str
    # None: a quantity, taken as a number.
    categories: tuple[str, ...] | None


@dataclass(frozen=True)
class Encoder:
    columns: tuple[Column, ...]

    @staticmethod
    def fit(frame: pd.DataFrame, label: str, exclude: frozenset[str] = frozenset(), codes: frozenset[str] = frozenset()) -> Encoder:
        """
        Learns columns and categories. Numbers and moments are quantities; texts are categories, and so are the columns of `codes`:
        numbers whose order means nothing. Columns that are nearly unique texts or have one value only say nothing and are left out.
        """
        names = sorted(name for name in frame.columns if name != label and name not in exclude)
        columns = (_column(name, frame[name], name in codes) for name in names)
        return Encoder(tuple(column for column in columns if column is not None))

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """
        One row of numbers for each row. A category that was not there when the encoder was fitted is none of the known ones
        (all zero); a missing value or column, and a text where a number was, is missing (NaN) to XGBoost.
        """
        parts = [_encode(column, frame[column.name] if column.name in frame.columns else None, len(frame)) for column in self.columns]
        return np.column_stack(parts) if parts else np.empty((len(frame), 0))

    @property
    def features(self) -> list[str]:
        """Names of the encoded columns, in order."""
        named = []
        for column in self.columns:
            if column.categories is None:
                named.append(_feature(column.name))
            else:
                named.extend(_feature(f"{column.name}={category}") for category in column.categories)
        return [f"{name}#{index}" if name in named[:index] else name for index, name in enumerate(named)]

    def save(self, path: Path) -> None:
        columns = [{"name": name, "categories": categories} for name, categories in ((c.name, c.categories) for c in self.columns)]
        path.write_text(json.dumps({"version": 1, "columns": columns}, indent=1), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Encoder:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("version") != 1:
            raise ValueError(f"{path} is not an encoder of version 1")
        return Encoder(tuple(Column(c["name"], None if c["categories"] is None else tuple(c["categories"])) for c in document["columns"]))


def is_quantity(values: pd.Series) -> bool:
    """Dates and times, and numbers."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return True
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _column(name: str, values: pd.Series, coded: bool) -> Column | None:
    present = values.dropna()
    if present.nunique() < 2:
        return None
    if is_quantity(present) and not coded:
        return Column(name, None)
    counts = category_texts(present).value_counts()
    if not pd.api.types.is_numeric_dtype(present) and len(counts) > MOST_CATEGORIES and len(counts) > len(present) / 2:
        return None
    # By frequency, then by text: which ones are kept must not depend on the order of rows.
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_CATEGORIES]
    return Column(name, tuple(sorted(category for category, _ in kept)))


def category_texts(values: pd.Series) -> pd.Series:
    """Values as the names of categories: 1, 1.0 and "1" are the same, and so is true, as gaps or a new type change how a column is kept."""
    return values.map(_text)


def _text(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _encode(column: Column, values: pd.Series | None, rows: int) -> np.ndarray:
    width = 1 if column.categories is None else len(column.categories)
    if values is None:
        return np.full((rows, width), np.nan)
    if column.categories is None:
        return _numbers(values).reshape(-1, 1)
    missing = values.isna().to_numpy()
    codes = np.full(rows, -1)
    codes[~missing] = pd.Categorical(category_texts(values[~missing]), categories=column.categories).codes
    encoded = (codes[:, None] == np.arange(width)).astype(float)
    encoded[missing] = np.nan
    return encoded


def _numbers(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(values):
        seconds = (pd.to_datetime(values, utc=True) - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
        return seconds.to_numpy(dtype=float)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _feature(name: str) -> str:
    # XGBoost refuses these in names of features.
    return name.replace("[", "(").replace("]", ")").replace("<", "(")
