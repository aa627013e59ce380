"""The champion: the group's latest approved package, with the test rows that were kept with it."""

from __future__ import annotations

import json
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from model import Model

# The package's customer metadata that names its test rows.
TEST_ROWS = "testRows"


@dataclass(frozen=True)
class Champion:
    arn: str
    model: Model
    test_rows: Path


class NotComparable(Exception):
    """There is a champion, but it cannot be scored here. The message says why."""

    def __init__(self, arn: str, reason: str) -> None:
        super().__init__(reason)
        self.arn = arn


def find_champion(group: str, folder: Path) -> Champion | None:
    """None when the group has no approved package. Throws NotComparable."""
    import boto3  # only here: tests of the rest need no AWS

    sagemaker, s3 = boto3.client("sagemaker"), boto3.client("s3")
    package = latest_approved(sagemaker, group)
    if package is None:
        return None
    arn = package["ModelPackageArn"]
    artifact = package.get("InferenceSpecification", {}).get("Containers", [{}])[0].get("ModelDataUrl")
    rows = package.get("CustomerMetadataProperties", {}).get(TEST_ROWS)
    if artifact is None or rows is None:
        raise NotComparable(arn, "it was not registered by this pipeline: it names no artifact or no test rows")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        download(s3, artifact, folder / "model.tar.gz")
        download(s3, rows, folder / "test" / "rows.parquet")
    except s3.exceptions.ClientError as error:
        raise NotComparable(arn, f"its files cannot be read ({error.response['Error']['Code']})") from error
    return Champion(arn, unpack(arn, folder / "model.tar.gz", folder / "model"), folder / "test")


def champion_columns(group: str) -> dict[str, str] | None:
    """Names and Hive types of the columns that the champion's data had; None without a champion that meshloop knows the data of."""
    import boto3

    sagemaker, s3 = boto3.client("sagemaker"), boto3.client("s3")
    package = latest_approved(sagemaker, group)
    uri = (package or {}).get("DriftCheckBaselines", {}).get("ModelDataQuality", {}).get("Statistics", {}).get("S3Uri")
    if uri is None:
        return None
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    try:
        document = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except (s3.exceptions.ClientError, ValueError) as error:
        print(f"The columns of the champion are not known: {uri} cannot be read ({error}).")
        return None
    columns = document.get("meshloop", {}).get("profile", {}).get("columns")
    return None if columns is None else {column["name"]: column["type"] for column in columns}


def latest_approved(sagemaker: object, group: str) -> dict | None:
    found = sagemaker.list_model_packages(  # type: ignore[attr-defined]
        ModelPackageGroupName=group, ModelApprovalStatus="Approved", SortBy="CreationTime", SortOrder="Descending", MaxResults=1
    )["ModelPackageSummaryList"]
    if not found:
        return None
    return sagemaker.describe_model_package(ModelPackageName=found[0]["ModelPackageArn"])  # type: ignore[attr-defined]


def unpack(arn: str, archive: Path, folder: Path) -> Model:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise NotComparable(arn, f"its artifact is no archive ({type(error).__name__})") from error
    try:
        return Model.load(folder)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        # XGBoost's own error is a ValueError.
        raise NotComparable(arn, f"its artifact holds no model of this pipeline ({type(error).__name__})") from error


def download(s3: object, uri: str, path: Path) -> None:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    s3.download_file(bucket, key, str(path))  # type: ignore[attr-defined]
