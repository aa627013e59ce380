"""
Serves the model: the encoder ships with it, so requests hold the table's own columns, and an unknown category scores.

SageMaker's XGBoost container calls these functions (SageMaker Python SDK, "Use XGBoost with the SageMaker Python SDK").
"""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
from model import Model


def model_fn(model_dir: str) -> Model:
    return Model.load(Path(model_dir))


def input_fn(body: str | bytes, content_type: str) -> pd.DataFrame:
    """JSON: a row or a list of rows by column name. CSV: with a header line."""
    text = body.decode("utf-8") if isinstance(body, bytes) else body
    kind = content_type.split(";")[0].strip()
    if kind == "application/json":
        rows = json.loads(text)
        return pd.DataFrame(rows if isinstance(rows, list) else [rows])
    if kind == "text/csv":
        return pd.read_csv(io.StringIO(text))
    raise ValueError(f"The content type {content_type} is not served: send application/json or text/csv.")


def predict_fn(rows: pd.DataFrame, model: Model) -> np.ndarray:
    return model.score(rows)


def output_fn(scores: np.ndarray, accept: str) -> tuple[str, str]:
    if accept.split(";")[0].strip() == "text/csv":
        return "\n".join(repr(float(score)) for score in scores), "text/csv"
    return json.dumps([float(score) for score in scores]), "application/json"
