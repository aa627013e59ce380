"""
Step Evaluate: how good the model is, by itself and against the champion.

Reads /opt/ml/processing/input/{train,validation,test,model}, writes /opt/ml/processing/output/evaluation: evaluation.json in the
shape of Model Monitor's model quality statistics with our numbers as the member "meshloop", and the test rows for later comparisons.
"""

import argparse
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from champion import Champion, NotComparable, find_champion, unpack
from container import PROCESSING, names, output, processing, run
from encoder import Encoder
from metrics import auc, auc_interval, calibration, confusion, group_errors, rates, roc_curve
from model import Hyperparameters, Model, fit, hyperparameters_of
from rows import UnusableData, in_order, labels_of, read_rows

FOLDS = 5
# One division into folds scatters by 0.005 on a thousand rows; the mean of several less.
REPEATS = 3


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--label", required=True)
    parser.add_argument("--group", required=True, help="model package group")
    parser.add_argument("--attributes", type=names, default=[], help="columns whose groups' error rates are compared, separated by commas")
    parser.add_argument("--exclude", type=names, default=[], help="as in prepare.py")
    parser.add_argument("--codes", type=names, default=[], help="as in prepare.py")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def main(argv: list[str]) -> None:
    options = parse(argv)
    parts = {name: read_rows(processing("input", name)) for name in ("train", "validation", "test")}
    folder = processing("work")
    model = unpack("", processing("input", "model", "model.tar.gz"), folder / "model")
    hyperparameters, rounds = hyperparameters_of(folder / "model")
    everything = in_order(pd.concat(list(parts.values()), ignore_index=True))
    columns = {"exclude": frozenset(options.exclude), "codes": frozenset(options.codes)}
    folds = cross_validate(everything, options.label, hyperparameters, rounds, columns, options.seed)
    test, labels = parts["test"], labels_of(parts["test"], options.label)
    learned = labels_of(parts["train"], options.label)
    scores = model.score(test)
    # The share of class 1 in training: the threshold at which both classes count the same.
    threshold = float(learned.mean()) if hyperparameters.balance == 1 else 0.5
    report = {
        "rows": {name: len(frame) for name, frame in parts.items()},
        "rounds": rounds,
        "auc": auc_interval(labels, scores),
        "auc_cross_validated": float(np.mean(folds)),
        "auc_folds": folds,
        "threshold": threshold,
        "calibration": calibration(labels, scores),
        "confusion_matrix": confusion(labels, scores, threshold),
        "rates": rates(labels, scores, threshold),
        "groups": group_errors(test, options.attributes, labels, scores, threshold),
        "comparison": compare(options, model, test, scores, folder / "champion"),
    }
    target = output("evaluation")
    (target / "evaluation.json").write_text(
        json.dumps({"binary_classification_metrics": quality(labels, scores, report), "meshloop": report}, indent=1), encoding="utf-8"
    )
    shutil.copy(processing("input", "test", "rows.parquet"), target / "test.parquet")
    shown = {name: report[name] for name in ("auc", "auc_cross_validated", "rounds", "comparison")}
    print(json.dumps(shown))


def cross_validate(
    frame: pd.DataFrame, label: str, hyperparameters: Hyperparameters, rounds: int, columns: dict[str, frozenset[str]], seed: int
) -> list[float]:
    """
    AUC of each of five folds over all rows, several times with other folds, each class spread evenly. Encoder and model are
    fitted on the other four folds, with as many rounds as the model itself kept.
    """
    labels = labels_of(frame, label)
    dice = np.random.RandomState(seed)
    fixed = replace(hyperparameters, num_round=rounds, early_stopping_rounds=0)
    results = []
    for fold in (folds_of(labels, dice) for _ in range(REPEATS)):
        for number in range(FOLDS):
            inside, outside = fold != number, fold == number
            encoder = Encoder.fit(frame[inside], label, **columns)
            model = fit(encoder, fixed, (frame[inside], labels[inside]))
            results.append(auc(labels[outside], model.score(frame[outside])))
    return results


def folds_of(labels: np.ndarray, dice: np.random.RandomState) -> np.ndarray:
    fold = np.empty(len(labels), dtype=int)
    for value in (0, 1):
        members = np.flatnonzero(labels == value)
        fold[dice.permutation(members)] = np.arange(len(members)) % FOLDS
    return fold


def compare(options: argparse.Namespace, model: Model, test: pd.DataFrame, scores: np.ndarray, folder: Path) -> dict[str, object]:
    """What would be lost in AUC if the model replaced the champion: on the new test rows, and on the champion's own."""
    try:
        champion = find_champion(options.group, folder)
        if champion is None:
            return {"champion": None, "comparable": True, "loss": 0.0, "loss_on_champion_rows": 0.0}
        return {"champion": champion.arn, "comparable": True, **losses(options.label, champion, model, test, scores)}
    except NotComparable as error:
        print(f"The champion {error.arn} cannot be compared: {error}")
        return {"champion": error.arn, "comparable": False, "reason": str(error), "loss": 0.0, "loss_on_champion_rows": 0.0}


def losses(label: str, champion: Champion, model: Model, test: pd.DataFrame, scores: np.ndarray) -> dict[str, object]:
    here = {"champion": auc(labels_of(test, label), champion.model.score(test)), "challenger": auc(labels_of(test, label), scores)}
    rows = read_rows(champion.test_rows)
    try:
        labels = labels_of(rows, label)
    except UnusableData as error:
        raise NotComparable(champion.arn, f"its test rows have another label: {error}") from error
    there = {"champion": auc(labels, champion.model.score(rows)), "challenger": auc(labels, model.score(rows))}
    return {
        "on_test_rows": here,
        "on_champion_rows": there,
        "loss": here["champion"] - here["challenger"],
        "loss_on_champion_rows": there["champion"] - there["challenger"],
    }


def quality(labels: np.ndarray, scores: np.ndarray, report: dict) -> dict[str, object]:
    """SageMaker AI developer guide, "Model Quality Metrics and Amazon CloudWatch Monitoring": binary classification."""
    matrix = report["confusion_matrix"]
    right = matrix["0"]["0"] + matrix["1"]["1"]
    return {
        "confusion_matrix": matrix,
        "accuracy": {"value": right / len(labels), "standard_deviation": "NaN"},
        "true_positive_rate": {"value": 1 - report["rates"]["false_negative_rate"], "standard_deviation": "NaN"},
        "false_positive_rate": {"value": report["rates"]["false_positive_rate"], "standard_deviation": "NaN"},
        "auc": {"value": report["auc"]["value"], "standard_deviation": report["auc"]["standard_deviation"]},
        "receiver_operating_characteristic_curve": roc_curve(labels, scores),
    }


if __name__ == "__main__":
    run(main, PROCESSING)
