"""
Step Features: puts the prepared rows to a SageMaker Feature Store group.

Reads /opt/ml/processing/input/{train,validation,test}. A row that is put twice (a step that is tried again) has the same identifier and
event time both times.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from itertools import islice

import numpy as np
import pandas as pd
from container import PROCESSING, names, processing, run
from encoder import category_texts
from rows import UnusableData, read_rows, row_hashes

# PutRecord takes one record: this many are under way at once. Their number is far below the 10,000 a second that an account has.
WORKERS = 16
# So many wait in memory at most.
BATCH = 2_000

INTEGRAL, FRACTIONAL = "Integral", "Fractional"
OWN = ("recordid", "eventtime", "changeid", "part")
SMALLEST, LARGEST = -(2**63), 2**63 - 1


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--group", required=True, help="feature group; a dash for none")
    parser.add_argument("--time", required=True, help="when the run began: the records' event time")
    parser.add_argument("--change", required=True)
    parser.add_argument("--key", type=names, default=[], help="as in prepare.py")
    return parser.parse_args(argv)


def main(argv: list[str]) -> None:
    options = parse(argv)
    if options.group == "-":
        print("This model keeps no features.")
        return
    parts = {name: read_rows(processing("input", name)) for name in ("train", "validation", "test")}
    rows = pd.concat([frame.assign(part=name) for name, frame in parts.items()], ignore_index=True)
    put_records(options.group, list_records(rows, feature_types(options.group), event_time(options.time), options.change, options.key))
    print(f"{len(rows)} records put to {options.group}")


def feature_types(group: str) -> dict[str, str]:
    """Types by feature. The stack made the group as mesh.yml has it."""
    import boto3  # only here: tests of the rest need no AWS

    sagemaker = boto3.client("sagemaker")
    types: dict[str, str] = {}
    token: dict[str, str] = {}
    while True:
        page = sagemaker.describe_feature_group(FeatureGroupName=group, **token)
        types.update({each["FeatureName"]: each["FeatureType"] for each in page["FeatureDefinitions"]})
        if not page.get("NextToken"):
            return types
        token = {"NextToken": page["NextToken"]}


def event_time(text: str) -> str:
    """In the form that Feature Store takes, from ISO 8601 or seconds since the epoch."""
    try:
        moment = datetime.fromtimestamp(float(text), timezone.utc)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        moment = moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def list_records(rows: pd.DataFrame, types: Mapping[str, str], time: str, change: str, key: list[str]) -> Iterator[list[dict[str, str]]]:
    """Records as PutRecord takes them. Columns that the group does not have are left out, and missing values have no feature."""
    data = rows.drop(columns="part")
    wanted = [name for name in types if name not in OWN]
    left_out = sorted(set(data.columns) - set(wanted))
    gone = sorted(set(wanted) - set(data.columns))
    if left_out:
        print(f"Not in the feature group: {', '.join(left_out)}. To keep them name them in mesh.yml, under features.")
    if gone:
        print(f"In the feature group, and not in the rows: {', '.join(gone)}.")
    columns = {name: texts(name, data[name], types[name]) for name in wanted if name in data.columns}
    own = (identifiers(data, key), [time] * len(rows), [change] * len(rows), rows["part"].tolist())
    for values in zip(*own, *columns.values(), strict=True):
        named = zip((*OWN, *columns), values, strict=True)
        yield [{"FeatureName": name, "ValueAsString": value} for name, value in named if value is not None]


def identifiers(data: pd.DataFrame, key: list[str]) -> list[str]:
    """The key where one is named; otherwise a hash of the row's content, and which of several equal rows it is."""
    if key:
        missing = [name for name in key if name not in data.columns]
        if missing:
            raise UnusableData(f"The rows have no column {', '.join(missing)}. Correct the pipeline parameter KeyColumns.")
        return ["|".join(values) for values in zip(*(_lines(category_texts(data[name])) for name in key), strict=True)]
    hashes = pd.Series(row_hashes(data, seed=0))
    occurrences = hashes.groupby(hashes).cumcount()
    return [f"{digest:016x}-{nth}" for digest, nth in zip(hashes.tolist(), occurrences.tolist(), strict=True)]


def texts(name: str, values: pd.Series, kind: str) -> list[str | None]:
    """Values as Feature Store reads them; None where there is none."""
    present = values.notna().tolist()
    if kind == INTEGRAL:
        return [_whole(name, value) if there else None for value, there in zip(values.tolist(), present, strict=True)]
    if kind == FRACTIONAL:
        return [_number(name, value) if there else None for value, there in zip(values.tolist(), present, strict=True)]
    if pd.api.types.is_datetime64_any_dtype(values):
        return [value.isoformat() if there else None for value, there in zip(values.tolist(), present, strict=True)]
    return [text if there else None for text, there in zip(_lines(category_texts(values)), present, strict=True)]


def _whole(name: str, value: object) -> str:
    if isinstance(value, (bool, int, np.integer)) or (isinstance(value, float) and value.is_integer()):
        whole = int(value)
        if SMALLEST <= whole <= LARGEST:
            return str(whole)
    raise UnusableData(f"The column {name} has values that are no whole numbers of 64 bits: correct its type in mesh.yml, under features.")


def _number(name: str, value: object) -> str | None:
    if not isinstance(value, (bool, int, float, np.number)):
        raise UnusableData(f"The column {name} has values that are no numbers: correct its type in mesh.yml, under features.")
    number = float(value)
    # Feature Store takes no NaN and no infinity.
    return repr(number) if math.isfinite(number) else None


def _lines(values: pd.Series) -> list[str]:
    """Feature Store's values are single lines."""
    return [" ".join(str(value).splitlines()) for value in values]


def put_records(group: str, records: Iterable[list[dict[str, str]]]) -> None:
    """Several at once. What is throttled is tried again, more slowly; what fails then fails the step."""
    import boto3
    from botocore.config import Config

    config = Config(retries={"mode": "adaptive", "max_attempts": 10}, max_pool_connections=WORKERS)
    client = boto3.client("sagemaker-featurestore-runtime", config=config)

    def put(record: list[dict[str, str]]) -> None:
        client.put_record(FeatureGroupName=group, Record=record)

    waiting = iter(records)
    with ThreadPoolExecutor(WORKERS) as pool:
        while batch := list(islice(waiting, BATCH)):
            # Reading the results throws what went wrong.
            for _ in pool.map(put, batch):
                pass


if __name__ == "__main__":
    run(main, PROCESSING)
