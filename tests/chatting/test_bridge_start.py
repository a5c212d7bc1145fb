"""The first questions may come at the same time: they share one event loop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_CODE = """
import asyncio, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from assistant.model import bridge

sys.setswitchinterval(1e-6)
together = threading.Barrier(16)

async def loops():
    yield id(asyncio.get_running_loop())

def ask(_):
    together.wait()
    return list(bridge.read(loops, until=time.monotonic() + 30))[0]

with ThreadPoolExecutor(16) as pool:
    print(len(set(pool.map(ask, range(16)))))
"""


def test_first_questions_at_the_same_time_share_one_loop() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _CODE], cwd=root, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "1"
