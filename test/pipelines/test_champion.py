"""A champion that cannot be scored sends the new model to a person; it does not break the run."""

import io
import tarfile
from argparse import Namespace

import evaluate
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from champion import Champion, NotComparable, unpack
from encoder import Encoder
from model import Hyperparameters, fit
from rows import labels_of

OPTIONS = Namespace(label="credit_risk", group="g")


@pytest.fixture
def model(applicants):
    return fit(Encoder.fit(applicants, "credit_risk"), Hyperparameters(num_round=5), (applicants, labels_of(applicants, "credit_risk")))


def compare(monkeypatch, tmp_path, model, test: pd.DataFrame, kept: pd.DataFrame) -> dict:
    """As if `kept` were the test rows that lie with a champion, which is the same model."""
    folder = tmp_path / "kept"
    folder.mkdir()
    parquet.write_table(pa.Table.from_pandas(kept, preserve_index=False), folder / "rows.parquet")
    monkeypatch.setattr(evaluate, "find_champion", lambda _group, _folder: Champion("arn", model, folder))
    return evaluate.compare(OPTIONS, model, test, model.score(test), tmp_path)


def test_rows_with_other_columns_and_types_are_compared(monkeypatch, tmp_path, applicants, model):
    kept = applicants.drop(columns=["region"]).assign(amount=applicants["amount"].map(lambda x: f"{x} EUR"), more=1)
    found = compare(monkeypatch, tmp_path, model, applicants, kept)
    assert found["comparable"] is True
    assert found["loss"] == found["loss_on_champion_rows"] == 0


def test_rows_whose_label_has_another_name_cannot_be_compared(monkeypatch, tmp_path, applicants, model):
    kept = applicants.rename(columns={"credit_risk": "risk"})
    found = compare(monkeypatch, tmp_path, model, applicants, kept)
    assert (found["champion"], found["comparable"], found["loss"]) == ("arn", False, 0)
    assert "its test rows" in found["reason"] and '"credit_risk"' in found["reason"]


def archive(path, files: dict[str, bytes]):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_an_artifact_that_is_no_archive_or_no_model_of_ours_cannot_be_compared(tmp_path):
    path = tmp_path / "model.tar.gz"
    path.write_bytes(b"not an archive")
    with pytest.raises(NotComparable, match="no archive"):
        unpack("arn", path, tmp_path / "a")
    archive(path, {"other.bin": b"1"})
    with pytest.raises(NotComparable, match="holds no model of this pipeline"):
        unpack("arn", path, tmp_path / "b")
    archive(path, {"xgboost-model.json": b"{}", "training.json": b"[]", "encoder.json": b"1"})
    with pytest.raises(NotComparable, match="holds no model of this pipeline"):
        unpack("arn", path, tmp_path / "c")


def test_without_a_champion_nothing_is_lost(monkeypatch, tmp_path, applicants, model):
    monkeypatch.setattr(evaluate, "find_champion", lambda _group, _folder: None)
    found = evaluate.compare(OPTIONS, model, applicants, np.zeros(len(applicants)), tmp_path)
    assert found == {"champion": None, "comparable": True, "loss": 0.0, "loss_on_champion_rows": 0.0}
