"""How a check tells scripts/check-peers.ts what it found: one line each."""

import sys


def passed(text: str) -> None:
    print(f"PASS {text}", flush=True)


def failed(text: str) -> None:
    print(f"FAIL {text}", flush=True)


def note(text: str) -> None:
    print(f"     {text}", flush=True)


def check(holds: bool, text: str, otherwise: str = "") -> None:
    """One verdict; `otherwise` says what was seen instead."""
    if holds:
        passed(text)
    else:
        failed(f"{text}: {otherwise}" if otherwise else text)


def require(holds: bool, text: str, otherwise: str = "") -> None:
    """As `check`, where nothing that follows makes sense without it."""
    check(holds, text, otherwise)
    if not holds:
        sys.exit(1)
