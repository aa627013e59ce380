"""
Step Train: XGBoost in script mode.

Reads the channels train, validation and encoder, writes the model with its encoder and its serving script to SM_MODEL_DIR.
"""

import argparse
import dataclasses
import os
import shutil
from pathlib import Path

from container import TRAINING, ml_root, run
from encoder import Encoder
from model import ENCODER_FILE, Hyperparameters, fit
from rows import labels_of, read_rows

# What the container that serves the model needs beside it.
SERVED = ("inference.py", "model.py", "encoder.py")


def parse(argv: list[str]) -> tuple[argparse.Namespace, Hyperparameters]:
    parser = argparse.ArgumentParser(description=__doc__)
    for field in dataclasses.fields(Hyperparameters):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    parser.add_argument("--label", required=True)
    for channel in ("train", "validation", "encoder"):
        variable = f"SM_CHANNEL_{channel.upper()}"
        parser.add_argument(f"--{channel}", type=Path, default=os.environ.get(variable, str(ml_root() / "input" / "data" / channel)))
    parser.add_argument("--model-dir", type=Path, default=os.environ.get("SM_MODEL_DIR", str(ml_root() / "model")))
    options = parser.parse_args(argv)
    hyperparameters = Hyperparameters(**{f.name: getattr(options, f.name) for f in dataclasses.fields(Hyperparameters)})
    return options, hyperparameters


def main(argv: list[str]) -> None:
    options, hyperparameters = parse(argv)
    train, validation = read_rows(options.train), read_rows(options.validation)
    model = fit(
        Encoder.load(options.encoder / ENCODER_FILE),
        hyperparameters,
        (train, labels_of(train, options.label)),
        (validation, labels_of(validation, options.label)),
        verbose=True,
    )
    options.model_dir.mkdir(parents=True, exist_ok=True)
    model.save(options.model_dir, hyperparameters)
    code = options.model_dir / "code"
    code.mkdir(exist_ok=True)
    for name in SERVED:
        shutil.copy(Path(__file__).parent / name, code / name)
    print(f"{model.booster.num_boosted_rounds()} of {hyperparameters.num_round} rounds kept")


if __name__ == "__main__":
    run(main, TRAINING)
