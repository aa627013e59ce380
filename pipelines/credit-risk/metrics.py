"""How good scores are: ranking, calibration, errors."""

import math

import numpy as np
import pandas as pd

# Groups with fewer rows say nothing about error rates.
SMALLEST_GROUP = 20
CALIBRATION_BINS = 10


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """The probability that a row of class 1 scores above one of class 0, ties counting half."""
    ranks = pd.Series(scores).rank(method="average").to_numpy()
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if positives == 0 or negatives == 0:
        raise ValueError("AUC needs rows of both classes")
    return float((ranks[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def auc_interval(labels: np.ndarray, scores: np.ndarray, z: float = 1.959964) -> dict[str, float]:
    """
    AUC with its 95 % interval (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44), on the logit scale so that it stays
    between 0 and 1.
    """
    value = auc(labels, scores)
    ones, zeros = scores[labels == 1], scores[labels == 0]
    # For each row the share of the other class that it is ranked rightly against.
    of_ones = (_rank(np.concatenate([ones, zeros]))[: len(ones)] - _rank(ones)) / len(zeros)
    of_zeros = 1 - (_rank(np.concatenate([zeros, ones]))[: len(zeros)] - _rank(zeros)) / len(ones)
    deviation = math.sqrt(_variance(of_ones) / len(ones) + _variance(of_zeros) / len(zeros))
    if value in (0.0, 1.0) or deviation == 0:
        return {"value": value, "low": value, "high": value, "standard_deviation": deviation}
    centre = math.log(value / (1 - value))
    reach = z * deviation / (value * (1 - value))
    return {
        "value": value,
        "low": 1 / (1 + math.exp(reach - centre)),
        "high": 1 / (1 + math.exp(-reach - centre)),
        "standard_deviation": deviation,
    }


def calibration(labels: np.ndarray, scores: np.ndarray) -> dict[str, object]:
    """Brier score, and what was predicted against what happened in ten groups of equal size."""
    order = np.argsort(scores, kind="stable")
    groups = [group for group in np.array_split(order, CALIBRATION_BINS) if len(group) > 0]
    bins = [{"rows": len(group), "predicted": float(scores[group].mean()), "observed": float(labels[group].mean())} for group in groups]
    error = sum(b["rows"] * abs(b["predicted"] - b["observed"]) for b in bins) / len(labels)
    return {"brier": float(np.mean((scores - labels) ** 2)), "expected_calibration_error": float(error), "bins": bins}


def confusion(labels: np.ndarray, scores: np.ndarray, threshold: float) -> dict[str, dict[str, int]]:
    """Rows by label, then by prediction."""
    predicted = (scores >= threshold).astype(int)
    return {str(a): {str(p): int(((labels == a) & (predicted == p)).sum()) for p in (0, 1)} for a in (0, 1)}


def rates(labels: np.ndarray, scores: np.ndarray, threshold: float) -> dict[str, float | None]:
    """Of all rows the share predicted as 1, and each class's share of errors; None where the class has no rows."""
    counts = confusion(labels, scores, threshold)
    negatives, positives = sum(counts["0"].values()), sum(counts["1"].values())
    return {
        "predicted_positive_rate": (counts["0"]["1"] + counts["1"]["1"]) / len(labels),
        "false_positive_rate": counts["0"]["1"] / negatives if negatives else None,
        "false_negative_rate": counts["1"]["0"] / positives if positives else None,
    }


def group_errors(frame: pd.DataFrame, attributes: list[str], labels: np.ndarray, scores: np.ndarray, threshold: float) -> dict[str, object]:
    """Error rates by value of each attribute; quantities in four groups of about equal size. Small groups are named, not rated."""
    report: dict[str, object] = {}
    for attribute in attributes:
        if attribute not in frame.columns:
            report[attribute] = {"missing": "the table has no such column"}
            continue
        groups = []
        for name, members in _groups(frame[attribute]):
            entry: dict[str, object] = {"group": name, "rows": int(members.sum())}
            if members.sum() >= SMALLEST_GROUP:
                entry.update(rates(labels[members], scores[members], threshold))
            else:
                entry["too_small"] = True
            groups.append(entry)
        rated = [g for g in groups if "too_small" not in g]
        report[attribute] = {"groups": groups, "largest_gap": _gaps(rated)}
    return report


def roc_curve(labels: np.ndarray, scores: np.ndarray, points: int = 101) -> dict[str, list[float]]:
    """False and true positive rates at thresholds from high to low."""
    thresholds = np.unique(np.quantile(scores, np.linspace(0, 1, points)))[::-1]
    false = [float((scores[labels == 0] >= t).mean()) for t in thresholds]
    true = [float((scores[labels == 1] >= t).mean()) for t in thresholds]
    return {"false_positive_rates": [0.0, *false], "true_positive_rates": [0.0, *true]}


def _groups(values: pd.Series) -> list[tuple[str, np.ndarray]]:
    if pd.api.types.is_numeric_dtype(values) and values.nunique() > 20:
        values = pd.qcut(values, 4, duplicates="drop")
    texts = values.astype(object).where(values.notna(), "missing").map(str)
    return [(name, (texts == name).to_numpy()) for name in sorted(texts.unique())]


def _gaps(groups: list[dict[str, object]]) -> dict[str, float | None]:
    gaps: dict[str, float | None] = {}
    for rate in ("predicted_positive_rate", "false_positive_rate", "false_negative_rate"):
        found = [float(g[rate]) for g in groups if isinstance(g.get(rate), float)]
        gaps[rate] = max(found) - min(found) if len(found) > 1 else None
    return gaps


def _rank(values: np.ndarray) -> np.ndarray:
    return pd.Series(values).rank(method="average").to_numpy()


def _variance(values: np.ndarray) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0
