"""Which rows are for training, which for validation and which for the test."""

import numpy as np
import pandas as pd
from encoder import is_quantity
from rows import UnusableData, row_hashes

FEWEST_PER_CLASS = 10
# A number column with more distinct values than this changes from version to version, as amounts and ages do.
MANY_VALUES = 20


def split(
    frame: pd.DataFrame, label: str, labels: np.ndarray, validation: float, test: float, seed: int, key: list[str]
) -> dict[str, np.ndarray]:
    """
    Row numbers by part, with the same share of each class in all three. A row's part follows from its own content, so that it
    stays (but for a few at the borders) in its part from one version of the data to the next: an older model is then not tested
    on rows that it was trained on.
    """
    if not (validation > 0 and test > 0 and validation + test < 1):
        raise UnusableData(f"The shares for validation ({validation}) and test ({test}) must be above 0 and together below 1.")
    hashes = row_hashes(frame[identifying(frame, label, key)], seed)
    parts: dict[str, list[np.ndarray]] = {"train": [], "validation": [], "test": []}
    for value in (0, 1):
        members = np.flatnonzero(labels == value)
        if len(members) < FEWEST_PER_CLASS:
            raise UnusableData(f"Only {len(members)} rows have one of the label's values; at least {FEWEST_PER_CLASS} are needed.")
        ordered = members[np.argsort(hashes[members], kind="stable")]
        tests = max(1, round(len(members) * test))
        validations = max(1, round(len(members) * validation))
        parts["test"].append(ordered[:tests])
        parts["validation"].append(ordered[tests : tests + validations])
        parts["train"].append(ordered[tests + validations :])
    return {name: np.sort(np.concatenate(rows)) for name, rows in parts.items()}


def identifying(frame: pd.DataFrame, label: str, key: list[str]) -> list[str]:
    """
    The columns that say which row it is: the key, where one is named. Otherwise the columns of few values and the texts, since amounts
    and ages are what changes between versions; or all, where those tell too few rows apart.
    """
    missing = [name for name in key if name not in frame.columns]
    if missing:
        raise UnusableData(f"The table has no column {', '.join(missing)}. Correct the pipeline parameter KeyColumns.")
    if key:
        return key
    columns = [name for name in frame.columns if name != label]
    steady = [name for name in columns if not (is_quantity(frame[name]) and frame[name].nunique() > MANY_VALUES)]
    if steady and len(frame[steady].astype(str).drop_duplicates()) >= len(frame) / 2:
        return steady
    return columns
