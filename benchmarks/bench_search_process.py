"""The whole process of `tiaokuan search` on 10,000 clauses against `python -c "import jieba; jieba.initialize()"`, its cache warm."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from texts import documents, seconds

import tiaokuan

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "c.db"
    with tiaokuan.open(path) as corpus:
        files, n = documents(), 0
        while (have := corpus.info()["clauses"]) < 10_000:
            for file in files:
                data = file.read_bytes() + f"\n第{n}次。".encode() if file.suffix == ".txt" else file.read_bytes()
                corpus._store.put(tiaokuan.analyse(data, file.name, f"{n}/{file.name}"))
                n += 1
            if corpus.info()["clauses"] == have:
                break
        corpus.index.refresh()
        print(f"{corpus.info()['clauses']:,} clauses")
    python = sys.executable
    ours = seconds(lambda: subprocess.run([python, "-m", "cli", "--corpus", str(path), "search", "余热发电 节能"], check=True, stdout=subprocess.DEVNULL), 5)
    theirs = seconds(lambda: subprocess.run([python, "-c", "import jieba; jieba.initialize()"], check=True, stderr=subprocess.DEVNULL), 5)
    print(f"tiaokuan search {ours:.2f} s; jieba.initialize {theirs:.2f} s: {ours / theirs:.2f} of its time")
