import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def applicants() -> pd.DataFrame:
    """Invented rows whose label follows from status, amount and a bit of chance."""
    dice = np.random.RandomState(7)
    rows = 600
    frame = pd.DataFrame(
        {
            "status": dice.choice(["none", "low", "high"], rows, p=[0.3, 0.4, 0.3]),
            "purpose": dice.randint(0, 9, rows),
            "history": dice.randint(0, 5, rows),
            "region": dice.randint(0, 12, rows),
            "amount": np.round(dice.gamma(2, 1500, rows), 2),
            "age": dice.randint(19, 75, rows),
        }
    )
    chance = 1.2 * (frame["status"] == "high") - 0.0004 * (frame["amount"] - 3000) + 0.3 * (frame["history"] - 2) + 0.8
    frame["credit_risk"] = (dice.uniform(size=rows) < 1 / (1 + np.exp(-2 * chance))).astype(int)
    return frame
