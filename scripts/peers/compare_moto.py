"""Sends the scenario's Glue, Lake Formation, SageMaker and EventBridge calls to moto as well, and compares the answers.

usage: compare_moto.py RECORDING EXPLANATIONS

Every call is repeated in its order and in its account, so that moto holds what those calls made; answers to the handlers'
calls are compared. A difference that EXPLANATIONS (moto_differences.json) explains is listed, any other fails.
"""

import importlib
import json
import re
import sys
from collections import Counter
from datetime import datetime
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

import recording
from verdict import check, failed, note, passed

REGION = "eu-central-1"
COMPARED = ("glue", "lakeformation", "sagemaker", "events")
CENTRAL, CONSUMER = "111111111111", "222222222222"


class Moto:
    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}
        self._sessions: dict[str, dict[str, str]] = {}
        # What this run of the local cloud named by chance, in moto's words.
        self._names: dict[str, str] = {}

    def client(self, account: str, service: str) -> Any:
        if (account, service) not in self._clients:
            self._clients[account, service] = self._connect(service, self._session(account))
        return self._clients[account, service]

    def _connect(self, service: str, keys: dict[str, str]) -> Any:
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
        return boto3.client(service, endpoint_url=self._endpoint, region_name=REGION, config=config, **keys)

    def _session(self, account: str) -> dict[str, str]:
        # moto finds the account of a session by its key; a key that it did not give out is its default account.
        if account not in self._sessions:
            sts = self._connect("sts", {"aws_access_key_id": "any", "aws_secret_access_key": "any"})
            role = f"arn:aws:iam::{account}:role/peers"
            keys = sts.assume_role(RoleArn=role, RoleSessionName="peers")["Credentials"]
            self._sessions[account] = {
                "aws_access_key_id": keys["AccessKeyId"],
                "aws_secret_access_key": keys["SecretAccessKey"],
                "aws_session_token": keys["SessionToken"],
            }
        return self._sessions[account]

    def answer(self, entry: dict[str, Any]) -> dict[str, Any]:
        call = getattr(self.client(entry["account"], entry["service"]), xform_name(entry["operation"]))
        try:
            output = call(**self._translate(entry["input"]))
        except ClientError as error:
            return {"error": f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"}
        output.pop("ResponseMetadata")
        self._learn(entry.get("output"), output)
        return {"output": output}

    def _learn(self, ours: Any, theirs: Any) -> None:
        if isinstance(ours, dict) and isinstance(theirs, dict):
            for key in ours.keys() & theirs.keys():
                if key.endswith("ExecutionArn") and isinstance(ours[key], str):
                    self._names[ours[key]] = theirs[key]

    def _translate(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._translate(member) for key, member in value.items()}
        if isinstance(value, list):
            return [self._translate(item) for item in value]
        return self._names.get(value, value) if isinstance(value, str) else value


def prepare(moto: Moto, recorded: list[dict[str, Any]]) -> None:
    """What the stacks and the people's first steps made before the recording began; the pipeline as it was described later."""
    moto.client(CONSUMER, "events").create_event_bus(Name="meshloop-dev")
    sagemaker = moto.client(CONSUMER, "sagemaker")
    role = f"arn:aws:iam::{CONSUMER}:role/meshloop-dev-pipeline"
    described = next((entry["output"] for entry in recorded if entry["operation"] == "DescribePipeline" and "output" in entry), {})
    known = {name: described[name] for name in ("PipelineDisplayName", "PipelineDescription") if name in described}
    definition = described.get("PipelineDefinition", '{"Version": "2020-12-01", "Steps": []}')
    sagemaker.create_pipeline(PipelineName="credit-risk", PipelineDefinition=definition, RoleArn=role, ClientRequestToken="x" * 32, **known)
    sagemaker.create_model_package_group(ModelPackageGroupName="credit-risk", ModelPackageGroupDescription="credit-risk")
    moto.client(CENTRAL, "lakeformation").create_lf_tag(TagKey="domain", TagValues=["credit"])


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Where two answers differ. Chance (ids, times) is compared by kind; what is absent equals what is empty."""
    if is_empty(ours) and is_empty(theirs):
        return []
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [found for key in sorted(ours.keys() | theirs.keys()) for found in differences(ours.get(key), theirs.get(key), f"{path}.{key}")]
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return [f"{path}: {len(ours)} entries, moto {len(theirs)}"]
        pairs = zip(ordered(ours), ordered(theirs), strict=True)
        return [found for index, (a, b) in enumerate(pairs) for found in differences(a, b, f"{path}[{index}]")]
    if isinstance(ours, datetime) and isinstance(theirs, datetime) or chance(ours) and chance(theirs) or ours == theirs:
        return []
    return [f"{path}: {shorten(ours)}, moto {shorten(theirs)}"]


def ordered(values: list[Any]) -> list[Any]:
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True, default=str))


def is_empty(value: Any) -> bool:
    return value is None or value in ([], {}, "")


def chance(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return bool(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}|.*:pipeline/[^/]+/execution/[a-z0-9]{12}", value, re.IGNORECASE))


def shorten(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 160 else f"{text[:157]}…"


def implements(service: str, operation: str) -> bool:
    """Whether moto has the operation at all."""
    responses = importlib.import_module(f"moto.{service}.responses")
    return any(hasattr(member, xform_name(operation)) for member in vars(responses).values() if isinstance(member, type))


def compare(entry: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    ours_code, theirs_code = (text.partition(":")[0] if text else None for text in (entry.get("error"), theirs.get("error")))
    if ours_code or theirs_code:
        return [] if ours_code == theirs_code else [f"{shorten(entry.get('error') or 'an answer')}, moto {shorten(theirs.get('error') or 'an answer')}"]
    return differences(entry.get("output"), theirs["output"])


def main(path: str, explanations: str) -> None:
    with open(explanations, encoding="utf-8") as file:
        explained = [{**entry, "seen": 0} for entry in json.load(file)]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    alike: Counter[str] = Counter()
    missing: set[str] = set()
    try:
        host, port = server.get_host_and_port()
        moto = Moto(f"http://{host}:{port}")
        recorded = list(recording.read(path))
        prepare(moto, recorded)
        for entry in recorded:
            if entry["service"] not in COMPARED:
                continue
            if not implements(entry["service"], entry["operation"]):
                missing.add(f"{entry['service']}:{entry['operation']}")
                continue
            theirs = moto.answer(entry)
            if not entry["byHandler"]:
                if "error" in theirs and "error" not in entry:
                    failed(f"moto refuses what people do: {entry['service']}:{entry['operation']}: {theirs['error']}")
                continue
            name = f"{entry['service']}:{entry['operation']}"
            found = [f"{name} {difference}" for difference in compare(entry, theirs)]
            open_ones = [difference for difference in found if not explain(difference, explained)]
            for difference in open_ones:
                failed(f"{difference}  (input {shorten(json.dumps(entry['input'], default=str))})")
            if not found:
                alike[name] += 1
    finally:
        server.stop()
    for name, count in sorted(alike.items()):
        passed(f"{name} answered alike by moto × {count}")
    for name in sorted(missing):
        note(f"{name}: moto does not have it")
    for explanation in explained:
        check(explanation["seen"] > 0, f"explained difference × {explanation['seen']}: {explanation['pattern']}", "it is seen no more: take it out")
        note(f"{explanation['why']} ({explanation['source']})")


def explain(difference: str, explained: list[dict[str, Any]]) -> bool:
    for explanation in explained:
        if re.search(explanation["pattern"], difference):
            explanation["seen"] += 1
            return True
    return False


if __name__ == "__main__":
    main(*sys.argv[1:])
