"""Fuzzes the readers of logs: ``python tools/fuzz_readers.py [SECONDS] [SEED]``.

With ``atheris`` installed it is led by coverage; without, it changes good input at random. A finding ends the run with its
bytes, ready to become a test in ``tests/property/test_readers.py``. Needs the repository's root as the current folder.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> int:
    """Run for a while and say how many inputs were tried."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    try:
        import atheris
    except ImportError:
        return _at_random(seconds, seed)
    with atheris.instrument_imports(include=["rcl.traces"]):
        from tests.strategies.readers import exercise, mutated, seeds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "corpus"
        corpus.mkdir()
        for number, item in enumerate(seeds()):
            (corpus / str(number)).write_bytes(item)

        def mutate(data: bytes, size: int, number: int) -> bytes:
            if number % 3:
                return atheris.Mutate(data, size)
            return mutated(Random(number), data)[:size]

        limits = [f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=20000", "-timeout=60"]
        exercise(seeds()[0], folder)  # what is read once only takes no part in the limit of time
        arguments = ["fuzz_readers", *limits, "-rss_limit_mb=2048", str(corpus)]
        atheris.Setup(arguments, lambda data: exercise(data, folder), custom_mutator=mutate)
        atheris.Fuzz()
    return 0


def _at_random(seconds: float, seed: int) -> int:
    from tests.strategies.readers import exercise, mutated, seeds

    rng = Random(seed)
    known = seeds()
    end = time.monotonic() + seconds
    count = 0
    with tempfile.TemporaryDirectory() as name:
        while time.monotonic() < end:
            data = mutated(rng, rng.choice(known))
            try:
                exercise(data, Path(name))
            except BaseException:
                print(f"input {count}: {data!r}")
                raise
            count += 1
    print(f"{count} inputs in {seconds:.0f} s, seed {seed}: no finding")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
