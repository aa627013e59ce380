import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from fingerprint import Version
from prepare import check_profile
from recount import digest, recount, same_counts

GRID = {"kind": "categories", "listed": ["0", "1"], "open": False}
COLUMN = {"type": "string", "nulls": 0, "nan": 0, "positiveInfinity": 0, "negativeInfinity": 0, "numbers": [], "categories": [], "rest": 0}


def grid_of(names: list[str], **changes: object) -> dict:
    columns = [{**COLUMN, "name": name, "grid": {**GRID, "name": name, "type": "string"}, "unseen": [], **changes} for name in names]
    return {"version": 1, "rows": 0, "columns": columns}


def profiled(folder: Path, rows: pa.Table, fingerprint: str, **more: object) -> dict:
    """Writes the profile of the rows into the folder, as the run is given it."""
    profile = recount(rows, grid_of(rows.column_names))
    document = {"meshloop": {**more, "fingerprint": fingerprint, "digest": digest(profile), "profile": profile}}
    (folder / "profile.json").write_text(json.dumps(document), encoding="utf-8")
    return document["meshloop"]


def table(label: list[str]) -> pa.Table:
    return pa.Table.from_pandas(pd.DataFrame({"housing": ["0", "0", "1", "1"], "label": label}), preserve_index=False)


def version(fingerprint: str, **types: str) -> Version:
    return Version(fingerprint, {"housing": "string", "label": "string", **types})


def folders(tmp_path: Path) -> tuple[Path, Path]:
    given, written = tmp_path / "profile", tmp_path / "output"
    given.mkdir()
    written.mkdir()
    return given, written


def test_rows_of_the_version_that_was_profiled_keep_its_profile(tmp_path):
    given, written = folders(tmp_path)
    ours = profiled(given, table(["0", "0", "1", "1"]), "version 1")
    assert check_profile(table(["0", "0", "1", "1"]), version("version 1"), given, written) == (True, ours)
    assert json.loads((written / "statistics.json").read_text())["meshloop"] == ours


def test_other_rows_that_count_the_same_are_seen_by_the_fingerprint(tmp_path):
    given, written = folders(tmp_path)
    before, after = table(["0", "0", "1", "1"]), table(["1", "1", "0", "0"])
    ours = profiled(given, before, "version 1")
    same, described = check_profile(after, version("version 2"), given, written)
    assert not same
    statistics = json.loads((written / "statistics.json").read_text())
    assert statistics["meshloop"] == described == {**ours, "fingerprint": "version 2"}
    assert [feature["name"] for feature in statistics["features"]] == ["housing", "label"]


def test_other_files_without_a_word_to_the_catalog_are_seen_by_the_counts(tmp_path):
    given, written = folders(tmp_path)
    ours = profiled(given, table(["0", "0", "1", "1"]), "version 1")
    same, described = check_profile(table(list(np.array(["0", "1", "1", "1"]))), version("version 1"), given, written)
    assert not same
    assert described["digest"] == digest(described["profile"]) != ours["digest"]


def test_what_is_known_of_the_older_version_alone_is_not_said_of_the_newer_one(tmp_path):
    given, written = folders(tmp_path)
    profiled(given, table(["0", "0", "1", "1"]), "version 1", changeId="c", readAt=7, source={"versionId": "1"}, moments={"chunks": []})
    _, described = check_profile(table(["1", "1", "0", "0"]), version("version 2"), given, written)
    assert sorted(described) == ["changeId", "digest", "fingerprint", "profile", "readAt"]
    _, described = check_profile(table(["0", "0", "1", "1"]), version("version 1"), given, written)
    assert described["moments"] == {"chunks": []}


def test_the_profiles_of_other_tables_stay_named_whatever_the_rows_are(tmp_path):
    given, written = folders(tmp_path)
    others = {"customers": "s3://bucket/profiles/credit_risk/customers/c.json"}
    profiled(given, table(["0", "0", "1", "1"]), "version 1", others=others)
    for data, now in ((["0", "0", "1", "1"], "version 1"), (["1", "1", "0", "0"], "version 2")):
        _, described = check_profile(table(data), version(now), given, written)
        assert described["others"] == others


def test_columns_that_changed_after_the_profile_are_named_with_their_types_and_not_counted(tmp_path):
    given, written = folders(tmp_path)
    profiled(given, table(["0", "0", "1", "1"]).append_column("gone", pa.array(["a"] * 4)), "version 1")
    rows = pa.table({"housing": [3, 3, 1, 1], "label": ["0", "0", "1", "1"], "branch": [1.5] * 4})
    same, described = check_profile(rows, version("version 2", housing="int", branch="double"), given, written)

    assert not same
    housing, label, branch = described["profile"]["columns"]
    assert label["categories"] == [["0", 2], ["1", 2]]
    for column, name, kind in ((housing, "housing", "int"), (branch, "branch", "double")):
        assert (column["name"], column["type"], column["grid"]["kind"]) == (name, kind, "none")
        assert (column["grid"]["name"], column["grid"]["type"]) == (name, kind)
    assert described["digest"] == digest(described["profile"])


@pytest.mark.parametrize(
    ("kind", "grid", "values"),
    [
        ("boolean", {"kind": "categories", "listed": ["true"], "open": True}, pa.array([None, None], pa.bool_())),
        ("string", {"kind": "categories", "listed": [], "open": True}, pa.array([None, None], pa.string())),
        ("char(3)", {"kind": "categories", "listed": [], "open": True}, pa.array([None, None], pa.string())),
        ("double", {"kind": "values", "unit": "number"}, pa.array([None, None], pa.float64())),
        ("date", {"kind": "values", "unit": "day"}, pa.array([None, None], pa.date32())),
        ("string", {"kind": "values", "unit": "length"}, pa.array([None, None], pa.string())),
    ],
)
def test_a_column_without_any_value_counts_as_nulls(kind, grid, values):
    counted = recount(pa.table({"empty": values}), grid_of(["empty"], type=kind, grid={**grid, "name": "empty", "type": kind}))

    (column,) = counted["columns"]
    assert (column["nulls"], column["numbers"], column["categories"], column["rest"]) == (2, [], [], 0)
    assert same_counts(counted, counted)
