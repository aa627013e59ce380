"""Reads what scripts/peers/record.ts wrote."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any


def read(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield untag(json.loads(line))


def untag(value: Any) -> Any:
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$time"}:
        return datetime.fromisoformat(value["$time"])
    if value.keys() == {"$bytes"}:
        return base64.b64decode(value["$bytes"])
    return {key: untag(member) for key, member in value.items()}
