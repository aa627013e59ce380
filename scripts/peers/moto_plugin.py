"""pytest plugin that runs moto's own tests against `npm run local -- --bare`, in moto's server mode.

Each worker starts its own cloud. Before each test the cloud is emptied, in the region that the test speaks of. What the
local cloud said that it does not serve is noted with the result. What a test draws at random, it draws the same in each run:
some pass or fail by what their names happen to be.

environment: PEERS_NODE, PEERS_ROOT, PEERS_RESULTS (file of JSON lines), TEST_SERVER_MODE=true
"""

import inspect
import json
import os
import random
import re
import subprocess
import urllib.request
import uuid
from typing import Any

import boto3
import pytest
from botocore.handlers import BUILTIN_HANDLERS

REGION = re.compile(r"\b(?:us|eu|ap|ca|sa|me|af|il|mx)-(?:central|(?:north|south)?(?:east|west)|north|south)-\d\b")
NOT_SERVED = re.compile(r"not (?:yet )?(?:served|supported) by the local cloud|The local cloud does not serve", re.IGNORECASE)

drawn = random.Random(1)
# Before the tests are imported: some take the function itself.
uuid.uuid4 = lambda: uuid.UUID(int=drawn.getrandbits(128), version=4)

not_served: list[str] = []
server: subprocess.Popen[str] | None = None


def note_not_served(parsed: Any = None, model: Any = None, **_: Any) -> None:
    answer = parsed if isinstance(parsed, dict) else {}
    error = answer.get("Error", {})
    # 501 alone is all that an answer to HEAD can say.
    if answer.get("ResponseMetadata", {}).get("HTTPStatusCode") == 501 or NOT_SERVED.search(str(error.get("Message", ""))):
        not_served.append(f"{model.service_model.service_name}:{model.name}")


BUILTIN_HANDLERS.append(("after-call", note_not_served))


def pytest_configure(config: pytest.Config) -> None:
    global server
    is_controller = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if is_controller:
        return
    from moto.core.config import default_user_config

    # The key stays the one of the environment: the account's number.
    default_user_config["core"]["mock_credentials"] = False
    root = os.environ["PEERS_ROOT"]
    command = [os.environ["PEERS_NODE"], os.path.join(root, "scripts", "local.ts"), "--bare", "--port", "0"]
    server = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
    if not found:
        raise pytest.UsageError("the local cloud did not start")
    os.environ["TEST_SERVER_MODE_ENDPOINT"] = found.group()


def pytest_unconfigure() -> None:
    if server is not None:
        server.terminate()
        server.wait()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    not_served.clear()
    drawn.seed(item.nodeid)
    random.seed(item.nodeid)
    url = f"{os.environ['TEST_SERVER_MODE_ENDPOINT']}/_local/reset?region={region_of(item)}"
    with urllib.request.urlopen(urllib.request.Request(url, method="POST", data=b"")):
        pass
    if "lambda" in item.nodeid or hasattr(getattr(item, "module", None), "get_role_name"):
        make_role()


def make_role() -> None:
    """The role of the tests' functions. They would make it with the trust policy "some policy", for ever since IAM refuses that."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    iam = boto3.client("iam", endpoint_url=os.environ["TEST_SERVER_MODE_ENDPOINT"], region_name="us-east-1")
    iam.create_role(RoleName="my-role", Path="/my-path/", AssumeRolePolicyDocument=json.dumps(trust))


def region_of(item: pytest.Item) -> str:
    """The region of the test's parameters, else the first that its own text names, else that of its module's constants."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    function = getattr(item, "function", None)
    constants = [value for name, value in vars(getattr(item, "module", None) or object()).items() if "region" in name.lower()]
    texts = [*parameters.values(), inspect.getsource(inspect.unwrap(function)) if function else "", *constants]
    for text in texts:
        found = REGION.search(text) if isinstance(text, str) else None
        if found:
            return found.group()
    return "us-east-1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # noqa: ANN201
    report = yield
    report.user_properties.append(("notServed", sorted(set(not_served))))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    # With workers, each report arrives a second time at the controller, which has the file.
    if "PYTEST_XDIST_WORKER" in os.environ or (report.when != "call" and report.outcome == "passed"):
        return
    if report.when == "teardown":
        return
    crash = getattr(report.longrepr, "reprcrash", None)
    message = (crash.message if crash else str(report.longrepr)) if report.outcome == "failed" else ""
    outcome = "xfailed" if hasattr(report, "wasxfail") and report.outcome == "skipped" else report.outcome
    write({
        "id": report.nodeid,
        "outcome": outcome,
        "notServed": dict(report.user_properties).get("notServed", []),
        "message": re.sub(r"\x1b\[[0-9;]*m", "", message)[:1500],
        "seconds": round(report.duration, 2),
    })


def write(result: dict[str, Any]) -> None:
    with open(os.environ["PEERS_RESULTS"], "a", encoding="utf-8") as file:
        file.write(f"{json.dumps(result)}\n")
