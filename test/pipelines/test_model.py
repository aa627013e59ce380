import json

import inference
import numpy as np
import pytest
from encoder import Encoder
from evaluate import cross_validate
from model import Hyperparameters, Model, fit
from rows import UnusableData, in_order, labels_of
from split import split


def test_training_stops_where_the_validation_loss_no_longer_falls(applicants):
    labels = labels_of(applicants, "credit_risk")
    encoder = Encoder.fit(applicants, "credit_risk")
    inside = np.arange(len(applicants)) < 400

    def rounds(patience: int) -> int:
        hyperparameters = Hyperparameters(num_round=400, gamma=0, early_stopping_rounds=patience)
        model = fit(encoder, hyperparameters, (applicants[inside], labels[inside]), (applicants[~inside], labels[~inside]))
        return model.booster.num_boosted_rounds()

    assert rounds(10) < 100
    assert rounds(0) == 400


def test_the_same_rows_in_another_order_give_the_same_model_and_the_same_numbers(applicants):
    def run(frame):
        frame = in_order(frame)
        labels = labels_of(frame, "credit_risk")
        model = fit(Encoder.fit(frame, "credit_risk"), Hyperparameters(num_round=20), (frame, labels))
        return bytes(model.booster.save_raw()), cross_validate(frame, "credit_risk", Hyperparameters(), 20, {}, 1)

    assert run(applicants) == run(applicants.sample(frac=1, random_state=5))


def test_weights_of_classes_do_not_bend_the_probabilities(applicants):
    labels = labels_of(applicants, "credit_risk")
    model = fit(Encoder.fit(applicants, "credit_risk"), Hyperparameters(), (applicants, labels))

    assert model.odds_factor != 1
    assert model.score(applicants).mean() == pytest.approx(labels.mean(), abs=0.03)


def test_the_artifact_serves_rows_with_an_unknown_category_in_plain_xgboost_too(applicants, tmp_path):
    import xgboost

    labels = labels_of(applicants, "credit_risk")
    fit(Encoder.fit(applicants, "credit_risk"), Hyperparameters(num_round=10), (applicants, labels)).save(tmp_path, Hyperparameters())
    row = {"status": "never seen", "purpose": 3, "history": 2, "region": 4, "amount": 1200.5, "age": 40}

    model = inference.model_fn(str(tmp_path))
    served, kind = inference.output_fn(
        inference.predict_fn(inference.input_fn(json.dumps(row), "application/json"), model), "application/json"
    )
    csv = "\n".join([",".join(row), ",".join(map(str, row.values()))])
    plain = xgboost.Booster(model_file=str(tmp_path / "xgboost-model.json"))
    encoded = Encoder.load(tmp_path / "encoder.json").transform(inference.input_fn(csv, "text/csv"))

    assert kind == "application/json"
    assert 0 < json.loads(served)[0] < 1
    assert 0 < plain.predict(xgboost.DMatrix(encoded, feature_names=model.encoder.features))[0] < 1
    assert Model.load(tmp_path).score(inference.input_fn(csv, "text/csv"))[0] == json.loads(served)[0]


def test_rows_keep_their_part_when_others_are_added_and_quantities_move(applicants):
    def tests(frame):
        labels = labels_of(frame, "credit_risk")
        rows = split(frame, "credit_risk", labels, 0.15, 0.2, 1, [])["test"]
        return set(frame.iloc[rows]["name"])

    named = applicants.assign(name=[f"row {n}" for n in range(len(applicants))])
    older = tests(named.iloc[:500])

    assert len(older) == 100
    assert len(tests(named.iloc[:500].assign(amount=named["amount"] * 1.5, age=named["age"] + 4)) & older) == 100
    # Of the rows that were there before, the test has hardly any that were not tested then.
    assert len({name for name in tests(named) if int(name[4:]) < 500} - older) <= 5


def test_parts_hold_the_same_share_of_each_class_and_each_row_once(applicants):
    labels = labels_of(applicants, "credit_risk")

    parts = split(applicants, "credit_risk", labels, 0.15, 0.2, 1, [])

    assert sorted(np.concatenate(list(parts.values()))) == list(range(600))
    for rows in parts.values():
        assert labels[rows].mean() == pytest.approx(labels.mean(), abs=0.02)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="credit_risk"), 'no column "credit_risk"'),
        (lambda frame: frame.assign(credit_risk=1), "must have two values and has 1"),
        (lambda frame: frame.assign(credit_risk=frame["credit_risk"].where(frame.index > 2)), "missing in 3 of 600 rows"),
    ],
)
def test_a_label_that_cannot_be_learned_is_said(applicants, change, message):
    with pytest.raises(UnusableData, match=message):
        labels_of(change(applicants), "credit_risk")


def test_too_few_rows_of_a_class_are_said(applicants):
    few = applicants[applicants["credit_risk"] == 1].iloc[:50]
    frame = in_order(few.assign(credit_risk=[0] * 5 + [1] * 45))

    with pytest.raises(UnusableData, match="Only 5 rows"):
        split(frame, "credit_risk", labels_of(frame, "credit_risk"), 0.15, 0.2, 1, [])


def test_features_get_names_that_xgboost_takes():
    import pandas as pd

    frame = pd.DataFrame({"range": ["[0,1]", "<5", "(0,1)"] * 20, "y": [0, 1, 0] * 20})
    encoder = Encoder.fit(frame, "y")

    fit(encoder, Hyperparameters(num_round=2), (frame, labels_of(frame, "y")))
    assert len(set(encoder.features)) == 3
