"""Validates every request that the handlers sent against botocore's model of the operation.

usage: validate_requests.py RECORDING
"""

import sys
from collections import Counter

import botocore.session
from botocore.validate import ParamValidator

import recording
from verdict import check, failed, note, passed


def main(path: str) -> None:
    session = botocore.session.get_session()
    validator = ParamValidator()
    models: dict[str, botocore.model.ServiceModel] = {}
    valid: Counter[str] = Counter()
    for entry in recording.read(path):
        if not entry["byHandler"]:
            continue
        service, operation = entry["service"], entry["operation"]
        if service not in models:
            models[service] = session.get_service_model(service)
        shape = models[service].operation_model(operation).input_shape
        report = validator.validate(entry["input"], shape)
        if report.has_errors():
            failed(f"{service}:{operation} by {entry['role']}: {report.generate_report()}")
        else:
            valid[f"{service}:{operation}"] += 1
    for name, count in sorted(valid.items()):
        passed(f"{name} × {count}")
    note(f"{valid.total()} requests of handlers, validated by botocore {botocore.__version__}")
    # A recording without the loop's end would prove little.
    check(valid["sagemaker:StartPipelineExecution"] >= 2, "the recording holds the whole loop, first training and retraining")


if __name__ == "__main__":
    main(sys.argv[1])
