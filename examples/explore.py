"""A first look at a shared data product, through its resource link.

It reads as the role whose credentials are in the environment; Lake Formation decides what that role sees.
Needs awswrangler (pip install awswrangler). Against the local cloud (npm run local), set AWS_ENDPOINT_URL as it prints.

    python examples/explore.py --database rl_credit_risk --table applications --output s3://athena-results-222222222222/explore/
"""

import argparse

import awswrangler as wr
import pandas as pd


def main() -> None:
    arguments = read_arguments()
    print(f"{arguments.database}.{arguments.table}")
    for column in columns(arguments.database, arguments.table):
        print(f"  {column['Column Name']:<28}{column['Type']}")

    # ctas_approach=False: a CTAS would need a database in which this role may create tables.
    sql = f'SELECT * FROM "{arguments.table}"'
    frame = wr.athena.read_sql_query(sql, database=arguments.database, ctas_approach=False, s3_output=arguments.output)
    print(f"\n{len(frame)} rows, {len(frame.columns)} columns, {int(frame.isna().sum().sum())} missing values\n")
    print(frame.head().to_string())
    print()
    print(frame.describe().T.to_string())
    if arguments.target:
        explore_target(frame, arguments.target)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True, help="the resource link, for example rl_credit_risk")
    parser.add_argument("--table", required=True)
    parser.add_argument("--output", required=True, help="where Athena puts results: s3://…/")
    parser.add_argument("--target", help="the column that a model shall learn")
    return parser.parse_args()


def columns(database: str, table: str) -> list[dict[str, str]]:
    return wr.catalog.table(database=database, table=table).to_dict("records")


def explore_target(frame: pd.DataFrame, target: str) -> None:
    """How the target is spread, and what goes with it."""
    print(f"\n{target}:")
    print(frame[target].value_counts(normalize=True).round(3).to_string())
    numeric = frame.select_dtypes("number")
    if target in numeric:
        together = numeric.corr()[target].drop(target).sort_values(key=abs, ascending=False)
        print(f"\ncorrelation with {target}:")
        print(together.round(3).to_string())
    for name in frame.select_dtypes(exclude="number"):
        if frame[name].nunique() <= 20 and name != target:
            print(f"\n{target} by {name}:")
            print(frame.groupby(name, observed=True)[target].agg(["size", "mean"]).round(3).to_string())


if __name__ == "__main__":
    main()
