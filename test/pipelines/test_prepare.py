import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from prepare import check_profile
from recount import digest, recount

GRID = {"kind": "categories", "listed": ["0", "1"], "open": False}
COLUMN = {"type": "string", "nulls": 0, "nan": 0, "positiveInfinity": 0, "negativeInfinity": 0, "numbers": [], "categories": [], "rest": 0}


def profiled(folder: Path, rows: pa.Table, fingerprint: str) -> dict:
    """Writes the profile of the rows into the folder, as the run is given it."""
    empty = {"version": 1, "rows": 0, "columns": [{**COLUMN, "name": name, "grid": GRID, "unseen": []} for name in rows.column_names]}
    profile = recount(rows, empty)
    document = {"meshloop": {"fingerprint": fingerprint, "digest": digest(profile), "profile": profile}}
    (folder / "profile.json").write_text(json.dumps(document), encoding="utf-8")
    return document["meshloop"]


def table(label: list[str]) -> pa.Table:
    return pa.Table.from_pandas(pd.DataFrame({"housing": ["0", "0", "1", "1"], "label": label}), preserve_index=False)


def folders(tmp_path: Path) -> tuple[Path, Path]:
    given, written = tmp_path / "profile", tmp_path / "output"
    given.mkdir()
    written.mkdir()
    return given, written


def test_rows_of_the_version_that_was_profiled_keep_its_profile(tmp_path):
    given, written = folders(tmp_path)
    ours = profiled(given, table(["0", "0", "1", "1"]), "version 1")
    assert check_profile(table(["0", "0", "1", "1"]), "version 1", given, written)
    assert json.loads((written / "statistics.json").read_text())["meshloop"] == ours


def test_other_rows_that_count_the_same_are_seen_by_the_fingerprint(tmp_path):
    given, written = folders(tmp_path)
    before, after = table(["0", "0", "1", "1"]), table(["1", "1", "0", "0"])
    ours = profiled(given, before, "version 1")
    assert not check_profile(after, "version 2", given, written)
    statistics = json.loads((written / "statistics.json").read_text())
    assert statistics["meshloop"] == {**ours, "fingerprint": "version 2"}
    assert [feature["name"] for feature in statistics["features"]] == ["housing", "label"]


def test_other_files_without_a_word_to_the_catalog_are_seen_by_the_counts(tmp_path):
    given, written = folders(tmp_path)
    profiled(given, table(["0", "0", "1", "1"]), "version 1")
    assert not check_profile(table(list(np.array(["0", "1", "1", "1"]))), "version 1", given, written)
