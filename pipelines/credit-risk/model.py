"""The model: how it is trained and what its files are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb
from encoder import Encoder

MODEL_FILE = "xgboost-model.json"
ENCODER_FILE = "encoder.json"
TRAINING_FILE = "training.json"


@dataclass(frozen=True)
class Hyperparameters:
    """Defaults: those of the AWS post "Build and train ML models using a data mesh architecture on AWS", part 2."""

    eta: float = 0.1
    max_depth: int = 5
    gamma: float = 4.0
    min_child_weight: float = 6.0
    subsample: float = 0.8
    num_round: int = 100
    # Rounds without a better validation loss after which training ends; 0: never.
    early_stopping_rounds: int = 20
    # 1: both classes weigh the same in total, however rare one is; 0: rows weigh the same.
    balance: int = 1
    seed: int = 1

    def booster(self) -> dict[str, object]:
        return {
            "objective": "binary:logistic",
            "eval_metric": ["auc", "logloss"],
            "eta": self.eta,
            "max_depth": self.max_depth,
            "gamma": self.gamma,
            "min_child_weight": self.min_child_weight,
            "subsample": self.subsample,
            "tree_method": "hist",
            "seed": self.seed,
            # Sums of floats depend on how many threads add them; one thread gives the same model everywhere.
            "nthread": 1,
        }


@dataclass(frozen=True)
class Model:
    booster: xgb.Booster
    encoder: Encoder
    # By how much the weights of the classes multiplied the odds of class 1.
    odds_factor: float

    def score(self, frame: pd.DataFrame) -> np.ndarray:
        """The probability of class 1, with the effect of the classes' weights taken out again."""
        weighted = self.booster.predict(matrix(self.encoder, frame)).astype(float)
        return weighted / (weighted + self.odds_factor * (1 - weighted))

    def save(self, folder: Path, hyperparameters: Hyperparameters) -> None:
        self.booster.save_model(folder / MODEL_FILE)
        self.encoder.save(folder / ENCODER_FILE)
        training = {
            "odds_factor": self.odds_factor,
            "rounds": self.booster.num_boosted_rounds(),
            "hyperparameters": asdict(hyperparameters),
        }
        (folder / TRAINING_FILE).write_text(json.dumps(training, indent=1), encoding="utf-8")

    @staticmethod
    def load(folder: Path) -> Model:
        booster = xgb.Booster(model_file=str(folder / MODEL_FILE))
        booster.set_param({"nthread": 1})
        training = json.loads((folder / TRAINING_FILE).read_text(encoding="utf-8"))
        return Model(booster, Encoder.load(folder / ENCODER_FILE), float(training["odds_factor"]))


def hyperparameters_of(folder: Path) -> tuple[Hyperparameters, int]:
    """How the model in this folder was trained, and the number of rounds that it has."""
    training = json.loads((folder / TRAINING_FILE).read_text(encoding="utf-8"))
    return Hyperparameters(**training["hyperparameters"]), int(training["rounds"])


def matrix(encoder: Encoder, frame: pd.DataFrame, labels: np.ndarray | None = None, balance: bool = False) -> xgb.DMatrix:
    weights = class_weights(labels) if balance and labels is not None else None
    return xgb.DMatrix(encoder.transform(frame), label=labels, weight=weights, feature_names=encoder.features, nthread=1)


def class_weights(labels: np.ndarray) -> np.ndarray:
    """Weights whose sum is the number of rows, half of it on each class."""
    share = labels.mean()
    return np.where(labels == 1, 0.5 / share, 0.5 / (1 - share))


def fit(
    encoder: Encoder,
    hyperparameters: Hyperparameters,
    train: tuple[pd.DataFrame, np.ndarray],
    validation: tuple[pd.DataFrame, np.ndarray] | None = None,
    verbose: bool = False,
) -> Model:
    """Trains a model. With validation rows it ends when their loss no longer falls, and keeps the best round as the last one."""
    balance = hyperparameters.balance == 1
    data = matrix(encoder, *train, balance=balance)
    evals = [(data, "train")]
    callbacks = []
    if validation is not None:
        evals.append((matrix(encoder, *validation, balance=balance), "validation"))
        if hyperparameters.early_stopping_rounds > 0:
            callbacks.append(
                xgb.callback.EarlyStopping(
                    rounds=hyperparameters.early_stopping_rounds, metric_name="logloss", data_name="validation", save_best=True
                )
            )
    booster = xgb.train(
        hyperparameters.booster(), data, hyperparameters.num_round, evals=evals, callbacks=callbacks, verbose_eval=10 if verbose else False
    )
    share = float(train[1].mean())
    return Model(booster, encoder, (1 - share) / share if balance else 1.0)
