"""
Step Prepare: splits the rows that Athena read, fits the encoder, and shows whether the drift profile describes these rows.

Reads /opt/ml/processing/input/{dataset,profile}, writes /opt/ml/processing/output/{train,validation,test,encoder,profile,data}.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
from champion import champion_columns
from columns import ALLOW, FAIL, IGNORE, USE, Policy, changes
from container import PROCESSING, names, output, processing, run
from encoder import Encoder
from fingerprint import Version, read_version
from recount import digest, recount, same_counts, with_added
from rows import UnusableData, frame_of, labels_of, read_table
from split import split

# What a profile knows of its version, and this step does not of another one: when it changed, and the relations between its columns.
OF_THE_VERSION = ("source", "moments")


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--label", required=True)
    parser.add_argument("--database", required=True, help="the link through which the table was read")
    parser.add_argument("--table", required=True)
    parser.add_argument("--exclude", type=names, default=[], help="columns that the model must not see, separated by commas")
    parser.add_argument("--codes", type=names, default=[], help="number columns whose values are categories, separated by commas")
    parser.add_argument("--group", required=True, help="model package group")
    parser.add_argument("--added", choices=(USE, IGNORE, FAIL), default=USE, help="columns that the champion did not have")
    parser.add_argument("--dropped", choices=(ALLOW, FAIL), default=ALLOW, help="columns that only the champion had")
    parser.add_argument("--retyped", choices=(USE, IGNORE, FAIL), default=USE, help="columns that had another type")
    parser.add_argument("--key", type=names, default=[], help="columns that identify a row, separated by commas")
    parser.add_argument("--validation", type=float, default=0.15)
    parser.add_argument("--test", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def main(argv: list[str]) -> None:
    options = parse(argv)
    table = read_table(processing("input", "dataset"))
    # SageMaker ran the query before this script began, so this is the look after it. The one before it is the profile's own.
    now = read_version(options.database, options.table)
    same, described = check_profile(table, now, processing("input", "profile"), output("profile"))
    changed = changes(table.schema, champion_columns(options.group))
    ignored = changed.to_ignore(Policy(options.added, options.dropped, options.retyped))
    frame = frame_of(table.drop_columns([name for name in ignored if name != options.label]))
    labels = labels_of(frame, options.label)
    parts = split(frame, options.label, labels, options.validation, options.test, options.seed, options.key)
    for name, rows in parts.items():
        write(frame.iloc[rows], output(name) / "rows.parquet")
    encoder = Encoder.fit(frame.iloc[parts["train"]], options.label, frozenset(options.exclude), frozenset(options.codes))
    if not encoder.columns:
        raise UnusableData("No column is left to learn from.")
    encoder.save(output("encoder") / "encoder.json")
    data = {
        "rows": len(frame),
        "parts": {name: len(rows) for name, rows in parts.items()},
        "positives": int(labels.sum()),
        "features": len(encoder.features),
        "columns": {**asdict(changed), "ignored": ignored},
        "profile_describes_rows": same,
        "profile_digest": described["digest"],
        "fingerprint": described["fingerprint"],
    }
    (output("data") / "data.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    print(json.dumps(data))


def check_profile(table: pa.Table, now: Version, folder: Path, target: Path) -> tuple[bool, dict]:
    """
    Counts the rows over the profile's own grid and writes that profile: the baseline for a model of these rows. Answers whether the profile
    with which the run was started describes them, and what does. It does where its counts are theirs, and the catalog's fingerprint, which
    was taken before it was counted, is the same `now`, after they were read. Either alone could miss a change: other rows may count the
    same, and files may be exchanged without a word to the catalog.
    """
    files = sorted(path for path in folder.rglob("*.json") if not path.name.endswith(".constraints.json"))
    if len(files) != 1:
        raise UnusableData(f"There must be one profile in {folder} and there are {len(files)}: check ProfileStatisticsUri.")
    document = json.loads(files[0].read_text(encoding="utf-8"))
    ours = document["meshloop"]
    counted = recount(table, ours["profile"], now.types)
    same = same_counts(counted, ours["profile"]) and ours["fingerprint"] == now.fingerprint
    if not same:
        print("The data changed after it was profiled: the model is registered with a profile of the rows that it learns from.")
        counted = with_added(counted, table, now.types)
        known = {name: value for name, value in ours.items() if name not in OF_THE_VERSION}
        ours = {**known, "fingerprint": now.fingerprint, "digest": digest(counted), "profile": counted}
        document = {**statistics(counted), "meshloop": ours}
    (target / "statistics.json").write_text(json.dumps(document), encoding="utf-8")
    (target / "constraints.json").write_text(json.dumps(constraints(counted)), encoding="utf-8")
    return same, ours


def statistics(profile: dict) -> dict:
    """Model Monitor's statistics file, as far as counts fill it (SageMaker AI developer guide, "Schema for Statistics")."""
    features = []
    for column in profile["columns"]:
        kind = "numerical_statistics" if inferred_type(column) in ("Integral", "Fractional", "Unknown") else "string_statistics"
        common = {"num_present": profile["rows"] - column["nulls"], "num_missing": column["nulls"]}
        features.append({"name": column["name"], "inferred_type": inferred_type(column), kind: {"common": common}})
    return {"version": 0, "dataset": {"item_count": profile["rows"]}, "features": features}


def constraints(profile: dict) -> dict:
    """Model Monitor's constraints file (SageMaker AI developer guide, "Schema for Constraints")."""
    rows = profile["rows"]
    features = [
        {
            "name": column["name"],
            "inferred_type": inferred_type(column),
            "completeness": 1 if rows == 0 else (rows - column["nulls"]) / rows,
        }
        for column in profile["columns"]
    ]
    monitoring = {"evaluate_constraints": "Enabled", "emit_metrics": "Enabled"}
    return {"version": 0, "features": features, "monitoring_config": monitoring}


def inferred_type(column: dict) -> str:
    name = column["type"].strip().lower().split("(")[0].split("<")[0]
    if name in ("tinyint", "smallint", "int", "integer", "bigint", "long"):
        return "Integral"
    if name in ("float", "real", "double", "decimal", "numeric"):
        return "Fractional"
    return "Unknown" if name in ("array", "map", "struct", "row", "binary") else "String"


def write(frame: pd.DataFrame, path: Path) -> None:
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)


if __name__ == "__main__":
    run(main, PROCESSING)
