"""The container's folders and arguments. MESHLOOP_ML_ROOT stands for /opt/ml where there is no container."""

import os
from pathlib import Path


def ml_root() -> Path:
    return Path(os.environ.get("MESHLOOP_ML_ROOT", "/opt/ml"))


def names(text: str) -> list[str]:
    """Names separated by commas; a dash stands for none, since SageMaker takes no empty text."""
    return [] if text == "-" else [name.strip() for name in text.split(",") if name.strip()]


def processing(*parts: str) -> Path:
    return ml_root().joinpath("processing", *parts)


def output(name: str) -> Path:
    """The folder of a processing output, made where it is missing."""
    folder = processing("output", name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
