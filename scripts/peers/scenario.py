"""The scenario as people drive it from outside, against a running local cloud with the stacks.

usage: scenario.py boto3|cli ENDPOINT SPEED FOLDER
"""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from clients import Client, Identity, Refused, client_of
from verdict import check, failed, note, passed, require

CENTRAL, CONSUMER, PRODUCER = "111111111111", "222222222222", "333333333333"
REGION = "eu-central-1"
DATABASE, TABLE, LINK = "credit_risk", "applications", "rl_credit_risk"
COLUMNS = {"status": "int", "duration": "int", "purpose": "string", "amount": "double", "age": "int", "credit_risk": "int"}
PRODUCTS = f"data-products-{PRODUCER}"
RESULTS = f"athena-results-{CONSUMER}"
STATE = f"meshloop-dev-{CONSUMER}-{REGION}"
READ_BY_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


# JSON, query, REST with JSON and with XML, CBOR; first operations, then services.
NOT_SERVED: list[tuple[str, str, dict[str, Any], str]] = [
    ("glue", "ListJobs", {}, "GetTables"),
    ("sts", "GetSessionToken", {}, "AssumeRole"),
    ("lakeformation", "ListDataCellsFilter", {}, "ListPermissions"),
    ("s3", "GetObjectAcl", {"Bucket": "none", "Key": "none"}, "GetObject"),
    ("cloudwatch", "DescribeAlarmHistory", {}, "DescribeAlarms"),
    ("dynamodb", "ListTables", {}, "athena"),
    ("ec2", "DescribeInstances", {}, "athena"),
    ("batch", "ListJobs", {"jobQueue": "none"}, "athena"),
    ("route53", "ListHostedZones", {}, "athena"),
]


class Scenario:
    def __init__(self, client: Client, endpoint: str, speed: float, folder: str) -> None:
        self.client = client
        self.endpoint = endpoint
        self.speed = speed
        self.folder = folder
        self.producer = Identity(PRODUCER)
        self.consumer = Identity(CONSUMER)

    def play(self) -> None:
        who = self.client.call(self.consumer, "sts", "GetCallerIdentity")
        require(who["Account"] == CONSUMER, f"{self.client.name}: the key {CONSUMER} is that account’s administrator", str(who))
        self.steward = self.session(CENTRAL, "data-steward")
        self.admin = self.session(CONSUMER, "platform-admin")
        self.not_served()
        rows = self.register()
        self.wait_for_link()
        self.wait_for_profiles(1, "the registered table leads to one profile")
        self.update()
        self.read_through_link(rows)
        self.refused_without_grants()

    def session(self, account: str, role: str) -> Identity:
        arn = f"arn:aws:iam::{account}:role/{role}"
        answer = self.client.call(Identity(account), "sts", "AssumeRole", RoleArn=arn, RoleSessionName="peers")
        keys = answer["Credentials"]
        return Identity(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def not_served(self) -> None:
        """What is not served says so in each protocol, and names what is: operations of a service, and services."""
        for service, operation, parameters, named in NOT_SERVED:
            try:
                self.client.call(self.consumer, service, operation, **parameters)
                failed(f"{self.client.name}: {service} {operation} is answered although it is not served")
            except Refused as error:
                clear = error.code == "NotServedByLocalCloud" and named in error.message
                check(clear, f"{self.client.name}: {service} {operation} is not served, and the answer names what is", str(error))

    def register(self) -> list[list[str]]:
        """A CSV file becomes a table of central's catalog, shared with the consumer by its tags."""
        rows = self.upload(1, 1.0)
        steward, call = self.steward, self.client.call
        call(steward, "glue", "CreateDatabase", DatabaseInput={"Name": DATABASE})
        tags = [{"TagKey": "domain", "TagValues": ["credit"]}]
        tagged = call(steward, "lakeformation", "AddLFTagsToResource", Resource={"Database": {"Name": DATABASE}}, LFTags=tags)
        check(not tagged.get("Failures"), f"{self.client.name}: the database is tagged", str(tagged.get("Failures")))
        for kind, permissions in (("DATABASE", ["DESCRIBE"]), ("TABLE", ["SELECT", "DESCRIBE"])):
            call(
                steward,
                "lakeformation",
                "GrantPermissions",
                Principal={"DataLakePrincipalIdentifier": CONSUMER},
                Resource={"LFTagPolicy": {"CatalogId": CENTRAL, "ResourceType": kind, "Expression": tags}},
                Permissions=permissions,
                PermissionsWithGrantOption=permissions,
            )
        call(steward, "glue", "CreateTable", DatabaseName=DATABASE, TableInput=self.table(1))
        passed(f"{self.client.name}: a CSV table is registered in central and shared by LF-Tags")
        return rows

    def upload(self, version: int, factor: float) -> list[list[str]]:
        path = os.path.join(self.folder, f"applications-{version}.csv")
        purposes = ["car", "furniture", "radio", "repairs"]
        rows = [
            [1 + i % 4, 6 + i % 42, purposes[i % 3 if i % 7 else 3], round((250 + (i * 37) % 9000) * factor, 2), 19 + (i * 7) % 56, int(i % 3 == 0)]
            for i in range(600)
        ]
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(rows)
        self.client.put_file(self.producer, path, PRODUCTS, f"{DATABASE}/{TABLE}/v{version}/part-0.csv")
        return [[str(value) for value in row] for row in rows]

    def table(self, version: int) -> dict[str, Any]:
        return {
            "Name": TABLE,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "csv", "skip.header.line.count": "1"},
            "StorageDescriptor": {
                "Columns": [{"Name": name, "Type": kind} for name, kind in COLUMNS.items()],
                "Location": f"s3://{PRODUCTS}/{DATABASE}/{TABLE}/v{version}/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                    "Parameters": {"field.delim": ",", "skip.header.line.count": "1"},
                },
            },
        }

    def wait_for_link(self) -> None:
        def link() -> Any:
            try:
                return self.client.call(self.admin, "glue", "GetDatabase", Name=LINK)["Database"].get("TargetDatabase")
            except Refused as error:
                if error.code in ("EntityNotFoundException", "AccessDeniedException"):
                    return None
                raise

        target = self.wait(link, minutes=10)
        expected = {"CatalogId": CENTRAL, "DatabaseName": DATABASE}
        found = bool(target) and expected.items() <= target.items()
        require(found, f"{self.client.name}: the link {LINK} appears in the consumer", f"its target is {target}")

    def profiles(self) -> set[str]:
        listed = self.client.call(self.admin, "s3", "ListObjectsV2", Bucket=STATE, Prefix=f"profiles/{DATABASE}/{TABLE}/", Delimiter="/")
        names = {entry["Key"].rsplit("/", 1)[1] for entry in listed.get("Contents", [])}
        # Beside each profile lie its constraints; grid and newest are one each for the product.
        return {name for name in names if not name.endswith(".constraints.json")} - {"newest.json", "grid.json"}

    def wait_for_profiles(self, count: int, text: str) -> None:
        self.wait(lambda: len(self.profiles()) >= count, minutes=30)
        # One settle window longer: what would come twice has come by then.
        time.sleep(6 * 60 / self.speed)
        check(len(self.profiles()) == count, f"{self.client.name}: {text}", f"{len(self.profiles())} profiles")

    def update(self) -> None:
        """The producer registers the product again, with new data at a new place."""
        self.upload(2, 1.5)
        self.client.call(self.steward, "glue", "UpdateTable", DatabaseName=DATABASE, TableInput=self.table(2))
        self.wait_for_profiles(2, "UpdateTable leads to one further profile")

    def read_through_link(self, rows: list[list[str]]) -> None:
        reader = self.session(CONSUMER, "data-scientist")
        sql = f"SELECT count(*), sum(credit_risk), min(age), max(purpose) FROM {LINK}.{TABLE}"
        status, execution = self.query(reader, sql)
        name = f"{self.client.name}: a granted role reads the product through the link"
        if status["State"] != "SUCCEEDED":
            failed(f"{name}: {status}")
            return
        answer = self.client.call(reader, "athena", "GetQueryResults", QueryExecutionId=execution)
        values = [datum.get("VarCharValue") for datum in answer["ResultSet"]["Rows"][1]["Data"]]
        expected = [str(len(rows)), str(sum(int(row[5]) for row in rows)), str(min(int(row[4]) for row in rows)), max(row[2] for row in rows)]
        check(values == expected, name, f"{values} instead of {expected}")
        path = os.path.join(self.folder, "result.csv")
        self.client.get_file(reader, RESULTS, f"{self.client.name.replace(' ', '-')}/{execution}.csv", path)
        with open(path, newline="", encoding="utf-8") as file:
            saved = list(csv.reader(file))
        check(saved[1:] == [expected], f"{self.client.name}: the same result lies as CSV in the bucket", str(saved))
        if self.client.name == "boto3":
            self.explore(reader)

    def explore(self, reader: Identity) -> None:
        script = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "explore.py")
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": reader.key,
            "AWS_SECRET_ACCESS_KEY": reader.secret,
            "AWS_SESSION_TOKEN": reader.token or "",
        }
        arguments = ["--database", LINK, "--table", TABLE, "--output", f"s3://{RESULTS}/explore/", "--target", "credit_risk"]
        ended = subprocess.run([sys.executable, script, *arguments], env=environment, capture_output=True, text=True, check=False)
        good = ended.returncode == 0 and "600 rows" in ended.stdout
        check(good, "awswrangler: examples/explore.py reads the same rows through the link", (ended.stdout + ended.stderr)[-800:])

    def refused_without_grants(self) -> None:
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{CONSUMER}:root"}, "Action": "sts:AssumeRole"}]}
        call = self.client.call
        call(self.consumer, "iam", "CreateRole", RoleName="visitor", AssumeRolePolicyDocument=json.dumps(trust))
        call(self.consumer, "iam", "PutRolePolicy", RoleName="visitor", PolicyName="all", PolicyDocument=json.dumps(READ_BY_ALL))
        status, _ = self.query(self.session(CONSUMER, "visitor"), f"SELECT * FROM {LINK}.{TABLE}")
        reason = status.get("StateChangeReason", "")
        refused = status["State"] == "FAILED" and "Insufficient" in reason and "Lake Formation" in reason
        check(refused, f"{self.client.name}: a role without grants fails with Lake Formation’s error", str(status))
        if refused:
            note(reason)

    def query(self, who: Identity, sql: str) -> tuple[dict[str, Any], str]:
        started = self.client.call(
            who,
            "athena",
            "StartQueryExecution",
            QueryString=sql,
            ResultConfiguration={"OutputLocation": f"s3://{RESULTS}/{self.client.name.replace(' ', '-')}/"},
        )
        execution = started["QueryExecutionId"]

        def ended() -> Any:
            status = self.client.call(who, "athena", "GetQueryExecution", QueryExecutionId=execution)["QueryExecution"]["Status"]
            return status if status["State"] in ("SUCCEEDED", "FAILED", "CANCELLED") else None

        return self.wait(ended, minutes=10) or {"State": "RUNNING"}, execution

    def wait(self, seen: Callable[[], Any], minutes: float) -> Any:
        """What `seen` gives as soon as it is true, or after `minutes` of cloud time, at least ten seconds, its last answer."""
        deadline = time.monotonic() + max(10.0, minutes * 60 / self.speed)
        while True:
            result = seen()
            if result or time.monotonic() > deadline:
                return result
            time.sleep(0.2)


if __name__ == "__main__":
    kind, endpoint, speed, folder = sys.argv[1:]
    Scenario(client_of(kind, endpoint, REGION), endpoint, float(speed), folder).play()
