"""Peak memory of adding (wanted: under 400 MB), and how time grows at 1, 4 and 16 times the text."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from texts import documents

import tiaokuan

if len(sys.argv) > 2 and sys.argv[2] == "--child":
    with tempfile.TemporaryDirectory() as folder, tiaokuan.open(Path(folder) / "c.db") as corpus:
        files, times = documents(), int(sys.argv[3])
        start, size = time.perf_counter(), 0
        for n in range(times):
            for file in files:
                data = file.read_bytes() + (f"\n第{n}次。".encode() if file.suffix == ".txt" else f"<!--{n}-->".encode())
                size += len(data)
                corpus._store.put(tiaokuan.analyse(data, file.name, f"{n}/{file.name}"), data)
        corpus.index.refresh()
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{times} times: {size / 1e6:.2f} MB in {took:.1f} s, {took / size * 1e6:.2f} s per MB, peak {peak:.0f} MB")
else:
    folder = str(documents()[0].parent)
    for n in ("1", "4", "16"):
        subprocess.run([sys.executable, __file__, folder, "--child", n], check=True)
