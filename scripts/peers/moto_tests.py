"""Judges the results of moto's own tests against the local cloud.

usage: moto_tests.py RESULTS EXPLANATIONS DOCUMENT [--write]

A test that asked for something that the local cloud says it does not serve is left out; so is one whose explanation
(moto_tests.json) says that it asks for no operation that is served (`leftOut`). Of the others each must pass or have an
explanation. DOCUMENT records how many pass; --write brings it up to date.
"""

import fnmatch
import json
import re
import sys
from collections import Counter, defaultdict
from typing import Any

from verdict import check, failed, note, passed

NOT_SERVED = re.compile(r"not served by the local cloud|local cloud does not serve")
BEGIN, END = "<!-- moto:begin -->", "<!-- moto:end -->"


def main(results: str, explanations: str, document: str, write: bool) -> None:
    with open(explanations, encoding="utf-8") as file:
        explained = [{**entry, "seen": 0} for entry in json.load(file)]
    with open(results, encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for result in found:
        service = result["id"].split("/")[1].removeprefix("test_")
        table[service][judge(result, explained)] += 1
    for explanation in explained:
        if explanation["seen"] == 0:
            note(f"explains nothing any more: {explanation['why']}")
    text = report(table, explained)
    print(text)
    total = sum(table.values(), Counter())
    if total["passed"] > 0:
        passed(f"{total['passed']} of moto’s tests pass, {total['explained']} fail and are explained")
    else:
        failed("none of moto’s tests passed")
    record(document, text, total["passed"], write)


def judge(result: dict[str, Any], explained: list[dict[str, Any]]) -> str:
    if result["outcome"] in ("passed", "skipped", "xfailed"):
        return "passed" if result["outcome"] == "passed" else "left out"
    if result["notServed"] or NOT_SERVED.search(result["message"]):
        return "left out"
    for explanation in explained:
        if explains(explanation, result):
            explanation["seen"] += 1
            return "left out" if explanation.get("leftOut") else "explained"
    failed(f"moto’s {result['id']}: {' '.join(result['message'].split())[:300]}")
    return "unexplained"


def explains(explanation: dict[str, Any], result: dict[str, Any]) -> bool:
    if "message" in explanation and not re.search(explanation["message"], result["message"]):
        return False
    # fnmatch reads [ as a set of characters; the tests' parameters are in brackets.
    name = result["id"].replace("[", "(").removeprefix("tests/")
    return any(fnmatch.fnmatchcase(name, f"{pattern}*") for pattern in explanation["tests"])


def report(table: dict[str, Counter[str]], explained: list[dict[str, Any]]) -> str:
    lines = ["| service | pass | fail, explained | share | left out |", "|---|---:|---:|---:|---:|"]
    for name, row in [*sorted(table.items()), ("**all**", sum(table.values(), Counter()))]:
        ran = row["passed"] + row["explained"] + row["unexplained"]
        share = f"{100 * row['passed'] / ran:.0f} %" if ran else "–"
        lines.append(f"| {name} | {row['passed']} | {row['explained'] + row['unexplained']} | {share} | {row['left out']} |")
    lines += ["", "Why tests fail here that pass against moto:", "", "| tests | why | source |", "|---:|---|---|"]
    lines += [f"| {entry['seen']} | {entry['why']} | {entry['source']} |" for entry in explained if entry["seen"] and not entry.get("leftOut")]
    return "\n".join(lines)


def record(document: str, text: str, total: int, write: bool) -> None:
    with open(document, encoding="utf-8") as file:
        content = file.read()
    before, _, rest = content.partition(BEGIN)
    old, _, after = rest.partition(END)
    if write:
        with open(document, "w", encoding="utf-8") as file:
            file.write(f"{before}{BEGIN}\n{text}\n{END}{after}")
        return
    recorded = int(next(iter(re.findall(r"\*\*all\*\* \| (\d+)", old)), "0"))
    check(0 < recorded <= total, "as many of moto’s tests pass as docs/local-cloud.md records", f"{total} instead of {recorded}")
    if recorded < total:
        note("more than recorded: bring it up to date with npm run check:peers -- --only moto-tests --write")


if __name__ == "__main__":
    main(*sys.argv[1:4], write="--write" in sys.argv[4:])
