import numpy as np
import pandas as pd
import pytest
from metrics import auc, auc_interval, calibration, confusion, group_errors
from sklearn.metrics import roc_auc_score


def sample(rows: int = 400, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.RandomState(seed)
    labels = (dice.uniform(size=rows) < 0.7).astype(int)
    return labels, np.round(1 / (1 + np.exp(-dice.normal(labels * 1.1, 1))), 2)


def test_auc_is_that_of_scikit_learn_also_with_ties():
    labels, scores = sample()

    assert auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


def test_the_interval_is_that_of_the_bootstrap():
    labels, scores = sample()
    dice = np.random.RandomState(2)
    draws = [dice.randint(0, len(labels), len(labels)) for _ in range(2000)]
    bootstrap = np.std([auc(labels[d], scores[d]) for d in draws])

    interval = auc_interval(labels, scores)

    assert interval["low"] < interval["value"] < interval["high"]
    assert interval["standard_deviation"] == pytest.approx(bootstrap, rel=0.08)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    # Scores are normal with shift 1.1: the true AUC is Phi(1.1 / sqrt 2).
    truth = 0.7816
    hits = [interval["low"] <= truth <= interval["high"] for interval in (auc_interval(*sample(200, seed)) for seed in range(400))]

    assert 0.92 < np.mean(hits) < 0.98


def test_scores_that_are_probabilities_are_calibrated():
    dice = np.random.RandomState(3)
    scores = dice.uniform(size=5000)
    labels = (dice.uniform(size=5000) < scores).astype(int)

    assert calibration(labels, scores)["expected_calibration_error"] < 0.03
    assert calibration(labels, scores**3)["expected_calibration_error"] > 0.15


def test_errors_are_counted_by_group_and_small_groups_are_not_rated():
    labels = np.array([1, 0] * 30)
    frame = pd.DataFrame({"sex": ["a"] * 50 + ["b"] * 10})
    scores = np.where(np.arange(60) < 25, labels, 1 - labels).astype(float)

    report = group_errors(frame, ["sex", "gone"], labels, scores, 0.5)

    first, second = report["sex"]["groups"]
    assert (first["group"], first["rows"], first["false_positive_rate"]) == ("a", 50, 13 / 25)
    assert second == {"group": "b", "rows": 10, "too_small": True}
    assert "missing" in report["gone"]
    assert confusion(labels, scores, 0.5)["0"]["1"] == 18
