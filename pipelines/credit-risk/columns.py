"""Columns that came, went or changed their type since the champion was trained, and what mesh.yml wants done about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
from rows import UnusableData

USE, IGNORE, ALLOW, FAIL = "use", "ignore", "allow", "fail"


@dataclass(frozen=True)
class Policy:
    # use, ignore or fail
    added: str = USE
    # allow or fail
    dropped: str = ALLOW
    # use, ignore or fail
    retyped: str = USE


@dataclass(frozen=True)
class Changes:
    added: list[str]
    dropped: list[str]
    retyped: list[str]

    def to_ignore(self, policy: Policy) -> list[str]:
        """The columns that the model must not see. Throws UnusableData where the policy wants no training at all."""
        for parameter, choice, names in (
            ("AddedColumns", policy.added, self.added),
            ("DroppedColumns", policy.dropped, self.dropped),
            ("RetypedColumns", policy.retyped, self.retyped),
        ):
            if choice == FAIL and names:
                what = parameter.removesuffix("Columns").lower()
                raise UnusableData(
                    f"Since the champion was trained, these columns were {what}: {', '.join(names)}. mesh.yml wants no model then "
                    f"(parameter {parameter}: fail): look at the product, and change the parameter if the columns are right."
                )
        ignored = (self.added if policy.added == IGNORE else []) + (self.retyped if policy.retyped == IGNORE else [])
        return sorted(ignored)


def changes(schema: pa.Schema, before: Mapping[str, str] | None) -> Changes:
    """What differs from the columns (names and Hive types) that the champion's data had; nothing where there is no champion."""
    if before is None:
        return Changes([], [], [])
    now = {field.name: kind_of_arrow(field.type) for field in schema}
    return Changes(
        added=sorted(set(now) - set(before)),
        dropped=sorted(set(before) - set(now)),
        retyped=sorted(name for name in set(now) & set(before) if now[name] != kind_of_hive(before[name])),
    )


def kind_of_arrow(kind: pa.DataType) -> str:
    """A wider number or a longer text is no other type to a model."""
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return "moment"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind):
        return "text"
    return "other"


def kind_of_hive(kind: str) -> str:
    found = re.match("[a-z]+", kind.strip().lower())
    name = found.group() if found else ""
    if name in ("tinyint", "smallint", "int", "integer", "bigint", "long", "float", "real", "double", "decimal", "numeric"):
        return "number"
    if name in ("string", "varchar", "char"):
        return "text"
    moments = {"date": "moment", "timestamp": "moment", "timestamptz": "moment"}
    return {"boolean": "boolean", "bool": "boolean", **moments}.get(name, "other")
