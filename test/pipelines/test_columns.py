import pyarrow as pa
import pytest
from columns import Changes, Policy, changes
from rows import UnusableData

BEFORE = {"amount": "int", "price": "decimal(10,2)", "word": "varchar(10)", "day": "date", "flag": "boolean", "list": "array<int>"}
# Iceberg's names for types that Hive has or lacks.
ICEBERG = {"seen": "timestamptz", "until": "timestamp with time zone", "flag": "bool"}


def schema(**types):
    return pa.schema(list(types.items()))


def test_columns_that_are_as_they_were_are_no_change():
    now = schema(amount=pa.int64(), price=pa.float64(), word=pa.string(), day=pa.timestamp("s"), flag=pa.bool_(), list=pa.list_(pa.int32()))

    assert changes(now, BEFORE) == Changes([], [], [])


def test_types_of_iceberg_tables_are_known():
    now = schema(seen=pa.timestamp("us", tz="UTC"), until=pa.timestamp("us", tz="UTC"), flag=pa.bool_())

    assert changes(now, ICEBERG) == Changes([], [], [])


def test_what_came_went_and_changed_its_type():
    now = schema(amount=pa.string(), price=pa.int32(), word=pa.string(), day=pa.date32(), flag=pa.bool_(), new=pa.int32())

    found = changes(now, BEFORE)

    assert found == Changes(added=["new"], dropped=["list"], retyped=["amount"])
    assert found.to_ignore(Policy()) == []
    assert found.to_ignore(Policy(added="ignore", retyped="ignore")) == ["amount", "new"]


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(added="fail"), r"were added: new\..*AddedColumns: fail"),
        (Policy(dropped="fail"), r"were dropped: list\..*DroppedColumns: fail"),
        (Policy(retyped="fail"), r"were retyped: amount\..*RetypedColumns: fail"),
    ],
)
def test_a_policy_may_refuse_them(policy, words):
    with pytest.raises(UnusableData, match=words):
        Changes(["new"], ["list"], ["amount"]).to_ignore(policy)
    assert Changes([], [], []).to_ignore(policy) == []


def test_without_a_champion_nothing_has_changed():
    assert changes(schema(a=pa.int32()), None) == Changes([], [], [])
