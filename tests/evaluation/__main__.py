"""Prints the figures of the README: ``python -m tests.evaluation DATA_DIR [SET ...]``.

DATA_DIR holds the public sets, a folder each; sets that are not there are named and left out. ``articles`` are question
sets over one article each: a folder of NAME.txt and NAME.jsonl.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.evaluation import injection, ramdocs, ranking, reading, support
from tests.evaluation.passages import PassageReader
from vectorstore import VectorstoreSettings, load_embeddings

_FOLDERS = {
    "squad": "squad2_dev",
    "clapnq": "clapnq_dev",
    "cast2021": "cast2021",
    "multihop": "multihop_rag",
    "articles": "articles",
    "bipia": "bipia",
    "wice": "wice",
    "ramdocs": "ramdocs",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with one folder a set")
    parser.add_argument("sets", nargs="*", choices=[[], *_FOLDERS], help="only these")
    arguments = parser.parse_args()
    reader = PassageReader(load_embeddings(VectorstoreSettings()))
    runs = {
        "squad": lambda folder: reading.squad(folder, reader),
        "clapnq": lambda folder: reading.clapnq(folder, reader),
        "articles": lambda folder: reading.articles(folder, reader),
        "cast2021": ranking.cast2021,
        "multihop": ranking.multihop,
        "bipia": injection.bipia,
        "ramdocs": lambda folder: ramdocs.ramdocs(folder, reader),
        "wice": lambda folder: support.wice(folder, reader),
    }
    missing = []
    print(f"{'measure':<48} {'Parley':>14} {'baseline':>10}")
    for name in arguments.sets or _FOLDERS:
        folder = arguments.data / _FOLDERS[name]
        if not folder.is_dir():
            missing.append(name)
            continue
        begun = time.perf_counter()
        for measure, value, baseline in runs[name](folder):
            print(f"{measure:<48} {value!s:>14} {baseline:>10}", flush=True)
        print(f"  ({name}: {time.perf_counter() - begun:.0f} s)", flush=True)
    if missing:
        print(f"Not measured, no such folder in {arguments.data}: {', '.join(missing)}", file=sys.stderr)
    return 3 if missing and not arguments.sets else 0


if __name__ == "__main__":
    sys.exit(main())
