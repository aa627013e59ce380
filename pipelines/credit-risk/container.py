"""The container's folders and arguments. MESHLOOP_ML_ROOT stands for /opt/ml where there is no container."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from rows import UnusableData

# Where SageMaker looks for the reason of a failure. It shows the first as a processing job's ExitMessage, and adds the second to a training
# job's FailureReason (SageMaker AI developer guide, "How Your Processing Container ..." and "How Amazon SageMaker AI Signals Failures").
PROCESSING, TRAINING = "message", "failure"


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


def run(main: Callable[[list[str]], None], reason_file: str) -> None:
    """Runs a script with its arguments. Of data that it cannot use it leaves the reason where SageMaker looks, and ends with 1."""
    try:
        main(sys.argv[1:])
    except UnusableData as error:
        path = ml_root() / "output" / reason_file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(error)[:1024], encoding="utf-8")
        print(error, file=sys.stderr)
        sys.exit(1)
