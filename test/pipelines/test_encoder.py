import json

import numpy as np
import pandas as pd
from encoder import Encoder


def test_one_column_for_each_category_and_one_for_a_quantity(applicants):
    encoder = Encoder.fit(applicants, "credit_risk")

    assert "status=high" in encoder.features
    assert "amount" in encoder.features
    assert not any(name.startswith("credit_risk") for name in encoder.features)
    assert encoder.transform(applicants).shape == (600, len(encoder.features))


def test_an_unknown_category_is_none_of_the_known_ones():
    encoder = Encoder.fit(pd.DataFrame({"status": ["a", "b", "a"], "y": [0, 1, 0]}), "y")

    assert encoder.transform(pd.DataFrame({"status": ["b", "c"]})).tolist() == [[0, 1], [0, 0]]


def test_what_is_missing_is_missing_to_the_model():
    encoder = Encoder.fit(pd.DataFrame({"status": ["a", "b", None], "amount": np.arange(3.0), "y": [0, 1, 0]}), "y")

    assert np.isnan(encoder.transform(pd.DataFrame({"other": [1]}))).all()


def test_a_number_is_the_same_category_whatever_its_type():
    encoder = Encoder.fit(pd.DataFrame({"code": [1, 2, 2], "y": [0, 1, 0]}), "y", codes=frozenset({"code"}))

    expected = [[0, 1]]
    for value in (2, 2.0, "2"):
        assert encoder.transform(pd.DataFrame({"code": [value]})).tolist() == expected


def test_a_number_is_a_quantity_unless_it_is_named_as_a_code():
    frame = pd.DataFrame({"code": [1, 2, 2], "y": [0, 1, 0]})

    assert Encoder.fit(frame, "y").features == ["code"]
    assert Encoder.fit(frame, "y", codes=frozenset({"code"})).features == ["code=1", "code=2"]


def test_a_text_where_a_quantity_was_is_missing(applicants):
    encoder = Encoder.fit(applicants[["amount", "credit_risk"]], "credit_risk")

    assert np.isnan(encoder.transform(pd.DataFrame({"amount": ["many"]}))).all()
    assert encoder.transform(pd.DataFrame({"amount": ["12.5"]})).tolist() == [[12.5]]


def test_identifiers_constants_and_excluded_columns_are_left_out(applicants):
    frame = applicants.assign(id=[f"row {n}" for n in range(len(applicants))], same="x")

    names = {column.name for column in Encoder.fit(frame, "credit_risk", frozenset({"age"})).columns}

    assert names == {"status", "purpose", "history", "region", "amount"}


def test_the_order_of_rows_does_not_matter(applicants):
    shuffled = applicants.sample(frac=1, random_state=3)

    assert Encoder.fit(applicants, "credit_risk") == Encoder.fit(shuffled, "credit_risk")


def test_it_is_read_back_from_plain_json(applicants, tmp_path):
    encoder = Encoder.fit(applicants, "credit_risk")
    encoder.save(tmp_path / "encoder.json")

    assert Encoder.load(tmp_path / "encoder.json") == encoder
    assert json.loads((tmp_path / "encoder.json").read_text())["version"] == 1


def test_a_truth_value_is_the_same_category_with_gaps_and_without():
    # With a gap pandas keeps the column as objects, without one as truth values.
    gaps = Encoder.fit(pd.DataFrame({"flag": [True, False, None, True], "y": [0, 1, 0, 1]}), "y")
    whole = Encoder.fit(pd.DataFrame({"flag": [True, False, False, True], "y": [0, 1, 0, 1]}), "y")

    assert gaps == whole
    assert gaps.transform(pd.DataFrame({"flag": [True, False]})).tolist() == [[0, 1], [1, 0]]
    assert whole.transform(pd.DataFrame({"flag": [True, None]}))[0].tolist() == [0, 1]
