"""
Which version of the data the catalog has, as the drift profile names it (shared/catalog/table-version.ts, shared/aws/tables.ts): equal
fingerprints show that the table was not changed between the profile's look at it and this one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone


@dataclass(frozen=True)
class Version:
    fingerprint: str
    # Hive types by column, those of partitions included.
    types: Mapping[str, str]


def read_version(database: str, table: str) -> Version:
    """Of the table as the job's role sees it through the link."""
    import boto3  # only here: tests of the rest need no AWS

    glue = boto3.client("glue")
    found = glue.get_table(DatabaseName=database, Name=table)["Table"]
    partitions: list[dict] = []
    if found.get("PartitionKeys"):
        pages = glue.get_paginator("get_partitions").paginate(DatabaseName=database, TableName=table, ExcludeColumnSchema=True)
        partitions = [partition for page in pages for partition in page["Partitions"]]
    columns = [*_columns(found.get("StorageDescriptor", {}).get("Columns", [])), *_columns(found.get("PartitionKeys", []))]
    return Version(fingerprint(found, partitions), {column["name"]: column["type"] for column in columns})


def fingerprint(table: Mapping, partitions: Iterable[Mapping]) -> str:
    """Of what Glue's GetTable and GetPartitions answer."""
    parameters = table.get("Parameters", {})
    created, changed = table.get("CreateTime"), table.get("UpdateTime")
    version = table.get("VersionId") or ("" if changed is None else _iso(changed))
    snapshot = parameters.get("current-snapshot-id", "")
    descriptor = table.get("StorageDescriptor", {})
    print_of_table = _digest(
        _json(
            [
                _columns(descriptor.get("Columns", [])),
                _columns(table.get("PartitionKeys", [])),
                descriptor.get("Location", ""),
                _milliseconds(created),
                *([snapshot] if snapshot else [version, parameters.get("metadata_location", "")]),
            ]
        )
    )
    return _digest(print_of_table, *sorted(_partition(partition) for partition in partitions))


def _partition(partition: Mapping) -> str:
    parameters = partition.get("Parameters", {})
    return _digest(
        _json(
            [
                partition.get("Values", []),
                partition.get("StorageDescriptor", {}).get("Location", ""),
                _milliseconds(partition.get("CreationTime")),
                _seconds(parameters.get("transient_lastDdlTime", "0")) * 1000,
                _digest(_json([[name, parameters[name]] for name in sorted(parameters, key=lambda text: text.encode("utf-16-be"))])),
            ]
        )
    )


def _columns(columns: Iterable[Mapping]) -> list[dict[str, str]]:
    return [{"name": column.get("Name", ""), "type": column.get("Type", "")} for column in columns]


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _milliseconds(moment: datetime | None) -> int:
    return 0 if moment is None else math.floor(moment.timestamp() * 1000 + 0.5)


def _iso(moment: datetime) -> str:
    milliseconds = _milliseconds(moment)
    whole = datetime.fromtimestamp(milliseconds // 1000, timezone.utc)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _digest(*parts: str) -> str:
    return hashlib.sha256(_json(parts).encode()).hexdigest()


def _json(value: object) -> str:
    """As JavaScript's JSON.stringify writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
