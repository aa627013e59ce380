# Reads both files and lets the named tool look for drift with its defaults. Prints seconds, on the wall and of processors: to read and fit the
# baseline where the tool can keep that, and for all else.
import os
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
tool, baseline, current, rows = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
import pyarrow.parquet

# Out of memory is this process's own end, not that of another on the machine.
room = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 0.9)
resource.setrlimit(resource.RLIMIT_DATA, (room, room))

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


def spent():
    return time.perf_counter(), time.process_time()


start = spent()
reference = read(baseline)
if tool == "nannyml":
    # NannyML can keep a fitted calculator: what that takes is told apart.
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(reference.columns))
    calculator.fit(reference)
    del reference
fitted = spent() if tool == "nannyml" else start
data = read(current)
if tool == "nannyml":
    calculator.calculate(data)
else:
    numbers = [name for name in data.columns if data[name].dtype.kind in "if"]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=[name for name in data.columns if name not in numbers])
    Report([DataDriftPreset()]).run(Dataset.from_pandas(data, data_definition=definition), Dataset.from_pandas(reference, data_definition=definition))
done = spent()
print(fitted[0] - start[0], fitted[1] - start[1], done[0] - fitted[0], done[1] - fitted[1])
