"""Calls every operation that the local cloud serves by one kind of client: each is answered, or refused with an error of AWS's form.

usage: every_operation.py boto3|cli ENDPOINT OPERATIONS

OPERATIONS is a JSON file: the names of the operations by boto3's name of the service.
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import botocore.session
from awscli.clidriver import create_clidriver
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape

from verdict import check

ACCOUNT, REGION = "222222222222", "eu-central-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/peers"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root", "Service": ["lakeformation.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com", "glue.amazonaws.com", "sagemaker.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::peers/*"}]}

# What a text has to say, by the member's name; the longest name that ends the member's wins.
TEXTS = {
    "AssumeRolePolicyDocument": json.dumps(TRUST),
    "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    "Policy": json.dumps(POLICY),
    "RoleArn": ROLE,
    "Role": ROLE,
    "PolicyArn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "QueueUrl": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/peers",
    "SourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:peers",
    "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:peers",
    "EventSourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default",
    "EventPattern": '{"source": ["own"]}',
    "Event": '{"source": "own"}',
    "Detail": "{}",
    "DashboardBody": '{"widgets": []}',
    "QueryString": "SELECT 1",
    "ScheduleExpression": "at(2099-01-01T00:00:00)",
    "ClientRequestToken": "a" * 40,
    "TimeZone": "UTC",
    "Bucket": "peers",
    "Key": "peers",
    "CopySource": "peers/peers",
}


def text(name: str, shape: Shape) -> str:
    if getattr(shape, "enum", None):
        return str(shape.enum[0])
    matching = [key for key in TEXTS if name.lower().endswith(key.lower())]
    return TEXTS[max(matching, key=len)] if matching else "peers".ljust(int(shape.metadata.get("min", 0)), "s")


def value(name: str, shape: Shape, above: tuple[str, ...]) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return structure(shape, (*above, shape.name))
    if kind == "list":
        return [value(name.removesuffix("s"), shape.member, above)]
    if kind == "map":
        return {text("Name", shape.key): value(name, shape.value, above)}
    if kind in ("integer", "long", "float", "double"):
        return max(1, int(shape.metadata.get("min", 1)))
    return {"boolean": True, "timestamp": 1_795_165_200, "blob": b"peers"}.get(kind, text(name, shape))


def structure(shape: Shape, above: tuple[str, ...]) -> dict[str, Any]:
    members = shape.required_members or ([] if not getattr(shape, "is_tagged_union", False) else list(shape.members)[:1])
    return {name: value(name, shape.members[name], above) for name in members if shape.members[name].name not in above}


ALL = [{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]
OPT_IN = {"Principal": {"DataLakePrincipalIdentifier": ROLE}, "Resource": {"Catalog": {}}}
GRANT = {**OPT_IN, "Permissions": ["CREATE_DATABASE"]}
TAGGED = {"Resource": {"Database": {"Name": "peers"}}, "LFTags": [{"TagKey": "peers", "TagValues": ["peers"]}]}
COLUMNS = {"Columns": [{"Name": "a", "Type": "int"}], "Location": "s3://peers/table/"}
PARTITION = {"Values": ["1"], "StorageDescriptor": COLUMNS}
TABLE = {"TableInput": {"Name": "peers", "StorageDescriptor": COLUMNS, "PartitionKeys": [{"Name": "b", "Type": "int"}]}}
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:peers"
SCHEDULE = {"Target": {"Arn": QUEUE, "RoleArn": ROLE}, "FlexibleTimeWindow": {"Mode": "OFF"}}
PIPELINE = {"PipelineDefinition": json.dumps({"Version": "2020-12-01", "Steps": [{"Name": "End", "Type": "Fail", "Arguments": {"ErrorMessage": "peers"}}]})}
BUS = {"ResourceARN": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"}
GROUP = {"ResourceArn": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/peers"}
DATABASE = {"ResourceArn": f"arn:aws:glue:{REGION}:{ACCOUNT}:database/peers"}
MODELS = {"ResourceArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package-group/peers"}
EVENT = {"id": "1", "account": ACCOUNT, "time": "2026-11-20T09:00:00Z", "region": REGION, "resources": [], "detail-type": "x", "source": "own", "detail": {}}

# What the models do not mark as required, and what makes sense together.
FURTHER: dict[str, dict[str, Any]] = {
    "lakeformation:PutDataLakeSettings": {"DataLakeSettings": {"DataLakeAdmins": [{"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:root"}], "CreateDatabaseDefaultPermissions": ALL, "CreateTableDefaultPermissions": ALL}},
    "lakeformation:GrantPermissions": GRANT,
    "lakeformation:RevokePermissions": GRANT,
    "lakeformation:CreateLakeFormationOptIn": OPT_IN,
    "lakeformation:DeleteLakeFormationOptIn": OPT_IN,
    "lakeformation:RegisterResource": {"ResourceArn": "arn:aws:s3:::peers/table", "RoleArn": ROLE},
    "lakeformation:DescribeResource": {"ResourceArn": "arn:aws:s3:::peers/table"},
    "lakeformation:DeregisterResource": {"ResourceArn": "arn:aws:s3:::peers/table"},
    "lakeformation:UpdateLFTag": {"TagValuesToAdd": ["more"]},
    "lakeformation:AddLFTagsToResource": TAGGED,
    "lakeformation:GetResourceLFTags": {"Resource": TAGGED["Resource"]},
    "lakeformation:RemoveLFTagsFromResource": TAGGED,
    "glue:CreateTable": TABLE,
    "glue:UpdateTable": TABLE,
    "glue:CreatePartition": {"PartitionInput": PARTITION},
    "glue:GetPartition": {"PartitionValues": ["1"]},
    "glue:UpdatePartition": {"PartitionValueList": ["1"], "PartitionInput": PARTITION},
    "glue:DeletePartition": {"PartitionValues": ["1"]},
    "glue:GetTableVersion": {"VersionId": "0"},
    "glue:CreateCrawler": {"DatabaseName": "peers", "Targets": {"S3Targets": [{"Path": "s3://peers/table/"}]}},
    "glue:GetTags": DATABASE,
    "glue:TagResource": DATABASE,
    "glue:UntagResource": DATABASE,
    "scheduler:CreateSchedule": SCHEDULE,
    "scheduler:UpdateSchedule": SCHEDULE,
    "scheduler:ListTagsForResource": GROUP,
    "scheduler:TagResource": GROUP,
    "scheduler:UntagResource": GROUP,
    "events:PutTargets": {"Targets": [{"Id": "peers", "Arn": QUEUE}]},
    "events:PutPermission": {"StatementId": "peers", "Action": "events:PutEvents", "Principal": "111111111111"},
    "events:TestEventPattern": {"Event": json.dumps(EVENT)},
    "events:ListTagsForResource": BUS,
    "events:TagResource": BUS,
    "events:UntagResource": BUS,
    "events:DescribeEventBus": {"Name": "default"},
    "sagemaker:CreatePipeline": PIPELINE,
    "sagemaker:CreateModelPackage": {"ModelPackageGroupName": "peers"},
    "sagemaker:AddTags": MODELS,
    "sagemaker:ListTags": MODELS,
    "sagemaker:DeleteTags": MODELS,
    "athena:GetDataCatalog": {"Name": "AwsDataCatalog"},
    "iam:UpdateAssumeRolePolicy": {"PolicyDocument": json.dumps(TRUST)},
    "sns:Subscribe": {"Protocol": "sqs", "Endpoint": QUEUE},
    "sns:TagResource": {"ResourceArn": TEXTS["TopicArn"]},
    "sns:ListTagsForResource": {"ResourceArn": TEXTS["TopicArn"]},
    "cloudtrail:GetTrailStatus": {"Name": "management-events"},
    "s3:PutBucketPolicy": {"Policy": json.dumps({**POLICY, "Statement": [{**POLICY["Statement"][0], "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}]})},
    "s3:PutBucketLifecycleConfiguration": {"LifecycleConfiguration": {"Rules": [{"ID": "peers", "Status": "Enabled", "Filter": {"Prefix": "old/"}, "Expiration": {"Days": 1}}]}},
    "sqs:CreateQueue": {"QueueName": "peers"},
    "athena:StartQueryExecution": {"ResultConfiguration": {"OutputLocation": "s3://peers/results/"}},
    "cloudwatch:PutMetricAlarm": {"Namespace": "own", "MetricName": "peers", "Period": 60, "Statistic": "Sum", "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"},
    "cloudwatch:PutMetricData": {"MetricData": [{"MetricName": "peers", "Value": 1}]},
    "cloudwatch:GetMetricStatistics": {"Statistics": ["Sum"], "Period": 60, "EndTime": 1_795_168_800},
    "cloudwatch:GetMetricData": {"EndTime": 1_795_168_800, "MetricDataQueries": [{"Id": "m", "MetricStat": {"Metric": {"Namespace": "own", "MetricName": "peers"}, "Period": 60, "Stat": "Sum"}}]},
    "events:PutRule": {"EventPattern": '{"source": ["own"]}'},
    "s3:CreateBucket": {"CreateBucketConfiguration": {"LocationConstraint": REGION}},
    "sns:Publish": {"TopicArn": TEXTS["TopicArn"]},
    "lambda:PutFunctionEventInvokeConfig": {"MaximumRetryAttempts": 1},
}


def given_to(service: str, model: OperationModel) -> dict[str, Any]:
    required = structure(model.input_shape, ()) if model.input_shape else {}
    return {**required, **FURTHER.get(f"{service}:{model.name}", {})}


MAKES = ("PutDataLake", "Create", "Put", "Register", "Send", "Subscribe", "AddLFTags", "AttachRole", "Grant", "Start", "Upload")
ENDS = ("Abort", "Complete", "Delete", "Batch", "Remove", "Deregister", "Detach", "Stop", "Cancel", "Unsubscribe", "Purge", "Revoke")


def in_order(operations: list[str]) -> list[str]:
    """What makes things comes first, and what ends them last, so that most calls find what they ask for."""
    return sorted(operations, key=lambda name: (0 if name.startswith(MAKES) else 2 if name.startswith(ENDS) else 1, name != "PutDataLakeSettings", name))


class Refused(Exception):
    """An error in the form that AWS gives it."""


class Boto3:
    name = "boto3"

    def __init__(self, endpoint: str) -> None:
        self._clients: dict[str, Any] = {}
        self._settings = {
            "endpoint_url": endpoint,
            "region_name": REGION,
            "aws_access_key_id": ACCOUNT,
            "aws_secret_access_key": "local",
            "config": Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        }

    def call(self, service: str, model: OperationModel, parameters: dict[str, Any]) -> None:
        if service not in self._clients:
            self._clients[service] = boto3.client(service, **self._settings)
        try:
            getattr(self._clients[service], xform_name(model.name))(**parameters)
        except ClientError as error:
            judge(error.response["Error"].get("Code", ""), error.response["ResponseMetadata"]["HTTPStatusCode"], str(error))


class AwsCli:
    """The CLI's own program inside this process: three hundred starts of it would take minutes."""

    name = "AWS CLI"

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._driver = create_clidriver()

    def call(self, service: str, model: OperationModel, parameters: dict[str, Any]) -> None:
        command = "s3api" if service == "s3" else service
        given = json.dumps(parameters, default=lambda data: data.decode())
        words = [command, xform_name(model.name, "-"), "--endpoint-url", self._endpoint, "--cli-input-json", given]
        if model.has_streaming_output:
            # These want a file for the answer, and their parameters as options.
            words = [*words[:-2], *(word for name, text in parameters.items() for word in (f"--{xform_name(name, '-')}", text)), "/dev/null"]
        printed, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            status = self._driver.main([*words, "--region", REGION, "--output", "json"])
        if status == 0:
            return
        # "An error occurred (Code) when calling the X operation: message"
        judge(said.getvalue().partition("An error occurred (")[2].partition(")")[0], 400, said.getvalue().strip())


def judge(code: str, status: int, message: str) -> None:
    """Raises Refused for what AWS answers, ValueError for nonsense."""
    # A HEAD request has no body, so that its status is all that a client can tell.
    if code and code not in ("InternalFailure", "NotServedByLocalCloud", "Unknown") and status < 500:
        raise Refused(code)
    raise ValueError(f"{status} {message}")


def play(client: Boto3 | AwsCli, services: dict[str, list[str]]) -> Iterator[tuple[str, int, list[str], list[str]]]:
    session = botocore.session.get_session()
    for service, operations in services.items():
        model = session.get_service_model(service)
        done, refused, nonsense = 0, [], []
        for name in in_order(operations):
            operation = model.operation_model(name)
            try:
                client.call(service, operation, given_to(service, operation))
                done += 1
            except Refused as error:
                refused.append(f"{name}: {error}")
            except Exception as error:  # noqa: BLE001: whatever the client makes of an answer is the finding
                nonsense.append(f"{name}: {type(error).__name__} {error}"[:300])
        yield service, done, refused, nonsense


def main(kind: str, endpoint: str, path: str) -> None:
    with open(path, encoding="utf-8") as file:
        services = json.load(file)
    client = {"boto3": Boto3, "cli": AwsCli}[kind](endpoint)
    iam = boto3.client("iam", endpoint_url=endpoint, region_name=REGION, aws_access_key_id=ACCOUNT, aws_secret_access_key="local")
    iam.create_role(RoleName="peers", AssumeRolePolicyDocument=TEXTS["AssumeRolePolicyDocument"])
    for service, done, refused, nonsense in play(client, services):
        check(not nonsense, f"{client.name}: {service}: {done + len(refused)} operations answered, {done} of them carried out", "; ".join(nonsense))


if __name__ == "__main__":
    main(*sys.argv[1:])
