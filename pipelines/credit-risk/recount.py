"""
Counts rows over the frozen grid of a drift profile, as the profile's SQL does (shared/drift/keys.ts, profile-queries.ts): equal
counts show that the profile describes the rows that were read.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

POSITIVE_INFINITY, NEGATIVE_INFINITY, NOT_A_NUMBER = 1_000_000, -1_000_000, 2_000_000
TAIL_RESOLUTION, TAIL_BINS = 4, 1000
# As in shared/drift/anchor-query.ts and profile.ts.
NAMED_FROM, UNSEEN_KEPT, LONGEST_CATEGORY = 10, 20, 200
NOTHING = {
    "nulls": 0,
    "nan": 0,
    "positiveInfinity": 0,
    "negativeInfinity": 0,
    "numbers": [],
    "categories": [],
    "rest": 0,
    "unseen": [],
}
# What is only evidence for a person and does not add up.
EVIDENCE = {"unseen": [], "namedFrom": 0}


def recount(table: pa.Table, profile: dict, types: Mapping[str, str] | None = None) -> dict:
    """
    The profile of these rows, over the grid of the given one. A column that is gone is not in it; one that has another type now (`types`,
    as the catalog has them) has no grid, so it is named and not counted.
    """
    names = set(table.column_names)
    columns = [
        _column(table.column(column["name"]), column, table.num_rows, (types or {}).get(column["name"], column["type"]))
        for column in profile["columns"]
        if column["name"] in names
    ]
    return {"version": 1, "rows": table.num_rows, "columns": columns}


def with_added(counted: dict, table: pa.Table, types: Mapping[str, str]) -> dict:
    """The profile with the columns that it has no grid for, named and not counted."""
    known = {column["name"] for column in counted["columns"]}
    added = [_uncounted(name, types.get(name, str(table.schema.field(name).type))) for name in table.column_names if name not in known]
    return {**counted, "columns": [*counted["columns"], *added]}


def same_counts(one: dict, other: dict) -> bool:
    """Whether two profiles over one grid count the same."""
    return _without_evidence(one) == _without_evidence(other)


def digest(profile: dict) -> str:
    """As shared/drift/profile-digest.ts."""
    return hashlib.sha256(_canonical(_without_evidence(profile)).encode()).hexdigest()


def _without_evidence(profile: dict) -> dict:
    columns = sorted(({**column, **EVIDENCE} for column in profile["columns"]), key=lambda c: c["name"].encode("utf-16-be"))
    return {**profile, "columns": columns}


def _uncounted(name: str, kind: str) -> dict:
    grid = {"name": name, "type": kind, "kind": "none", "reason": "it came or got another type after the data was profiled"}
    return {"name": name, "type": kind, "grid": grid, **NOTHING}


def _column(values: pa.ChunkedArray, column: dict, rows: int, type_now: str) -> dict:
    grid = column["grid"]
    counted = {**column, **NOTHING}
    if type_now != column["type"]:
        return _uncounted(column["name"], type_now)
    if grid["kind"] == "none":
        return counted
    if values.null_count == rows:
        return {**counted, "nulls": rows}
    counted["nulls"] = values.null_count
    present = values.drop_null().to_pandas()
    if grid["kind"] == "presence":
        return {**counted, "rest": len(present)}
    if grid["kind"] == "categories":
        return {**counted, **_categories(present, column)}
    numbers = _numbers(present, grid["unit"])
    if grid["kind"] == "bins":
        return {**counted, **_counts(_keys(numbers, grid["shape"]), POSITIVE_INFINITY, NEGATIVE_INFINITY, NOT_A_NUMBER)}
    return {**counted, **_values(numbers, column)}


def _numbers(values: pd.Series, unit: str) -> np.ndarray:
    if unit == "length":
        return values.map(len).to_numpy(dtype=float)
    if unit == "number":
        return values.map(float).to_numpy(dtype=float)
    moments = pd.to_datetime(values)
    if moments.dt.tz is not None:
        moments = moments.dt.tz_localize(None)
    per = 86_400 if unit == "day" else 1
    return np.floor((moments - pd.Timestamp(0)).dt.total_seconds().to_numpy() / per)


def _keys(x: np.ndarray, shape: dict) -> np.ndarray:
    start, end, bins, inside = _extent(shape)
    keys = np.full(len(x), float(NOT_A_NUMBER))
    keys[x == math.inf] = POSITIVE_INFINITY
    keys[x == -math.inf] = NEGATIVE_INFINITY
    finite = np.isfinite(x)
    above, below = finite & (x >= end), finite & (x < start)
    keys[above] = bins + _tail(x[above] - end, end - start)
    keys[below] = -1 - _tail(start - x[below], end - start)
    within = finite & ~above & ~below
    keys[within] = inside(x[within])
    return keys


def _extent(shape: dict) -> tuple[float, float, int, Callable[[np.ndarray], np.ndarray]]:
    """Where the shape begins and ends, how many bins it has, and the key of a number within it."""
    if shape["form"] == "curve":
        centre, scale, half = float(shape["centre"]), float(shape["scale"]), shape["half"]
        reach = scale * (half - 1)
        return (
            centre - reach,
            centre + reach,
            2 * half,
            lambda x: half + np.floor(float(half) * (x - centre) / (scale + np.abs(x - centre))),
        )
    pieces = shape["pieces"]
    ends = [p["from"] + p["width"] * p["bins"] for p in pieces]

    def inside(x: np.ndarray) -> np.ndarray:
        keys, base = np.zeros(len(x)), 0
        for piece in pieces:
            mine = x >= piece["from"]
            keys[mine] = base + np.floor((x[mine] - piece["from"]) / piece["width"])
            base += piece["bins"]
        return keys

    return pieces[0]["from"], ends[-1], sum(p["bins"] for p in pieces), inside


def _tail(far: np.ndarray, width: float) -> np.ndarray:
    return np.floor(np.minimum(TAIL_BINS - 1, TAIL_RESOLUTION * np.log(1 + far / width)))


def _counts(keys: np.ndarray, positive: float, negative: float, nan: float) -> dict:
    missing = np.isnan(keys) if math.isnan(nan) else keys == nan
    special = {
        "nan": int(missing.sum()),
        "positiveInfinity": int((keys == positive).sum()),
        "negativeInfinity": int((keys == negative).sum()),
    }
    # Adding zero makes one value of 0 and -0.
    values, counts = np.unique(keys[~missing & (keys != positive) & (keys != negative)] + 0.0, return_counts=True)
    return {**special, "numbers": [[_plain(v), int(n)] for v, n in zip(values.tolist(), counts.tolist(), strict=True)]}


def _values(values: np.ndarray, column: dict) -> dict:
    """By value, as far as the grid lists them; all of them where it has no list."""
    counts = _counts(values, math.inf, -math.inf, math.nan)
    listed = column["grid"].get("listed")
    if listed is None:
        return counts
    known = set(listed)
    others = [[value, count] for value, count in counts["numbers"] if value not in known]
    shown = sorted((each for each in others if each[1] >= column.get("namedFrom", NAMED_FROM)), key=lambda each: -each[1])
    return {
        **counts,
        "numbers": [[value, count] for value, count in counts["numbers"] if value in known],
        "rest": sum(count for _, count in others),
        "unseen": [[_number_text(value), count] for value, count in shown[:UNSEEN_KEPT]],
    }


def _categories(values: pd.Series, column: dict) -> dict:
    grid = column["grid"]
    texts = values.map(lambda v: ("true" if v else "false") if isinstance(v, (bool, np.bool_)) else str(v))
    if column["type"].strip().lower().startswith("char"):
        texts = texts.str.rstrip(" ")
    counts = texts.value_counts()
    listed = [[value, int(counts[value])] for value in sorted(grid["listed"], key=lambda t: t.encode("utf-16-be")) if value in counts.index]
    unlisted = counts[~counts.index.isin(grid["listed"])]
    shown = unlisted[(unlisted >= column.get("namedFrom", NAMED_FROM)) & (unlisted.index.str.len() <= LONGEST_CATEGORY)]
    named = shown if grid["open"] else shown[:0]
    return {
        "categories": listed,
        "rest": int(unlisted.sum()),
        "unseen": [[value, int(count)] for value, count in list(named.items())[:UNSEEN_KEPT]],
    }


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _canonical(value: object) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_canonical(item) for item in value) + "]"
    assert isinstance(value, dict)
    entries = sorted(value.items(), key=lambda entry: entry[0].encode("utf-16-be"))
    return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_canonical(item)}" for key, item in entries) + "}"


def _number_text(value: int | float) -> str:
    """A number as JavaScript writes it (ECMAScript, Number::toString)."""
    number = float(value)
    if number == 0:
        return "0"
    mantissa, exponent = f"{number!r}e0".lower().split("e")[:2]
    digits = mantissa.lstrip("-").replace(".", "")
    point = len(mantissa.lstrip("-").split(".")[0]) + int(exponent)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    sign = "-" if number < 0 else ""
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    text = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{text}e{'+' if power > 0 else '-'}{abs(power)}"
