import numpy as np
import pandas as pd
import pytest
from features import event_time, list_records
from rows import UnusableData

TYPES = {"recordid": "String", "eventtime": "String", "changeid": "String", "part": "String"}
TIME = "2026-11-22T09:00:00.000Z"


def records(rows: pd.DataFrame, types: dict[str, str], key: list[str] | None = None) -> list[dict[str, str]]:
    listed = list_records(rows.assign(part="train"), {**TYPES, **types}, TIME, "change", key or [])
    return [{value["FeatureName"]: value["ValueAsString"] for value in record} for record in listed]


def test_values_are_written_as_their_types_have_them():
    rows = pd.DataFrame(
        {
            "flag": [True, False],
            "age": [30.0, np.nan],
            "amount": [1.5, np.inf],
            "name": ["a\nb", None],
            "day": pd.to_datetime(["2026-11-22", None]),
            "code": [3.0, 4.0],
        }
    )
    types = {"flag": "Integral", "age": "Integral", "amount": "Fractional", "name": "String", "day": "String", "code": "String"}
    first, second = records(rows, types)
    own = {"eventtime": TIME, "changeid": "change", "part": "train"}
    assert {name: value for name, value in first.items() if name != "recordid"} == {
        **own,
        "flag": "1",
        "age": "30",
        "amount": "1.5",
        "name": "a b",
        "day": "2026-11-22T00:00:00",
        "code": "3",
    }
    assert {name: value for name, value in second.items() if name != "recordid"} == {**own, "flag": "0", "code": "4"}


def test_equal_rows_are_told_apart_and_the_same_row_is_the_same_record_in_every_run():
    rows = pd.DataFrame({"age": [30, 40, 30]})
    first = [record["recordid"] for record in records(rows, {"age": "Integral"})]
    assert len(set(first)) == 3
    assert [record["recordid"] for record in records(rows.iloc[[1, 0, 2]].reset_index(drop=True), {"age": "Integral"})] == [
        first[1],
        first[0],
        first[2],
    ]


def test_a_key_is_the_identifier():
    rows = pd.DataFrame({"customer": ["a", "b"], "year": [2025.0, 2026.0]})
    assert [record["recordid"] for record in records(rows, {}, ["customer", "year"])] == ["a|2025", "b|2026"]
    with pytest.raises(UnusableData, match="no column region"):
        records(rows, {}, ["region"])


def test_columns_that_came_or_went_stop_nothing(capsys):
    (record,) = records(pd.DataFrame({"age": [30], "new": [1]}), {"age": "Integral", "gone": "String"})
    assert set(record) == {*TYPES, "age"}
    assert "Not in the feature group: new." in capsys.readouterr().out


@pytest.mark.parametrize(("values", "kind"), [([1.5], "Integral"), ([2**63], "Integral"), (["x"], "Integral"), (["x"], "Fractional")])
def test_values_of_another_type_are_refused_by_name_and_not_by_value(values, kind):
    with pytest.raises(UnusableData, match="The column age .* correct its type in mesh.yml"):
        records(pd.DataFrame({"age": values}), {"age": kind})


@pytest.mark.parametrize("text", ["2026-11-22T09:00:00Z", "2026-11-22T10:00:00.0009+01:00", "2026-11-22T09:00:00", "1795338000"])
def test_the_event_time_has_the_form_that_feature_store_takes(text):
    assert event_time(text) == TIME
