"""Two ways to talk to an endpoint: boto3, and the AWS CLI."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Protocol

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError


@dataclass(frozen=True)
class Identity:
    """An account's administrator, or a role's session."""

    key: str
    secret: str = "local"
    token: str | None = None


class Refused(Exception):
    """The endpoint answered with an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Client(Protocol):
    name: str

    def call(self, who: Identity, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Calls an operation by its name in AWS's API. Raises Refused."""

    def put_file(self, who: Identity, path: str, bucket: str, key: str) -> None: ...

    def get_file(self, who: Identity, bucket: str, key: str, path: str) -> None: ...


class Boto3:
    name = "boto3"

    def __init__(self, endpoint: str, region: str) -> None:
        self._endpoint = endpoint
        self._region = region

    def _client(self, who: Identity, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._endpoint,
            region_name=self._region,
            aws_access_key_id=who.key,
            aws_secret_access_key=who.secret,
            aws_session_token=who.token,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def call(self, who: Identity, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        try:
            return getattr(self._client(who, service), xform_name(operation))(**parameters)
        except ClientError as error:
            raise Refused(error.response["Error"]["Code"], error.response["Error"]["Message"]) from error

    def put_file(self, who: Identity, path: str, bucket: str, key: str) -> None:
        self._client(who, "s3").upload_file(path, bucket, key)

    def get_file(self, who: Identity, bucket: str, key: str, path: str) -> None:
        self._client(who, "s3").download_file(bucket, key, path)


class AwsCli:
    name = "AWS CLI"

    def __init__(self, endpoint: str, region: str) -> None:
        self._command = [sys.executable, "-m", "awscli", "--output", "json"]
        self._environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_DEFAULT_REGION": region,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }

    def _run(self, who: Identity, *arguments: str) -> str:
        token = {"AWS_SESSION_TOKEN": who.token} if who.token else {}
        keys = {"AWS_ACCESS_KEY_ID": who.key, "AWS_SECRET_ACCESS_KEY": who.secret, **token}
        ended = subprocess.run(
            [*self._command, *arguments], env={**self._environment, **keys}, capture_output=True, text=True, check=False
        )
        if ended.returncode == 0:
            return ended.stdout
        # "An error occurred (Code) when calling the X operation: message"
        text = ended.stderr.strip()
        code, _, message = text.partition("(")[2].partition(")")
        raise Refused(code, message.partition(": ")[2] or text)

    def call(self, who: Identity, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        command = "s3api" if service == "s3" else service
        words = xform_name(operation, "-")
        printed = self._run(who, command, words, "--cli-input-json", json.dumps(parameters))
        return json.loads(printed) if printed.strip() else {}

    def put_file(self, who: Identity, path: str, bucket: str, key: str) -> None:
        self._run(who, "s3", "cp", "--quiet", path, f"s3://{bucket}/{key}")

    def get_file(self, who: Identity, bucket: str, key: str, path: str) -> None:
        self._run(who, "s3", "cp", "--quiet", f"s3://{bucket}/{key}", path)


def client_of(name: str, endpoint: str, region: str) -> Client:
    return {"boto3": Boto3, "cli": AwsCli}[name](endpoint, region)
