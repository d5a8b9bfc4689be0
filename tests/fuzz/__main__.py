"""Fuzz what reads the bytes of strangers, for so long each: ``python -m tests.fuzz --seconds 600``.

Needs atheris: ``make .venv-fuzz/.ready`` makes the environment that has it. What makes a target
fail is left in the folder of ``--findings``; put it into ``tests/fuzz/corpus`` with its remedy.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS

ONE_INPUT_S = 5
MOST_MIB = 2048
# Of an input; a model file of the corpus takes 3 kB.
MOST_BYTES = 16384


def main(words: list[str]) -> int:
    """1 where a target failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", default=[], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument(
        "--seconds", type=int, default=600, help="for each target (default: %(default)s)"
    )
    parser.add_argument(
        "--findings",
        type=Path,
        default=Path("build") / "fuzz",
        metavar="FOLDER",
        help="where inputs go that make a target fail (default: %(default)s)",
    )
    options = parser.parse_args(words)
    if unknown := sorted(set(options.targets) - set(TARGETS)):
        parser.error(f"no target {', '.join(unknown)}. Expected: {', '.join(TARGETS)}")
    names = options.targets or list(TARGETS)
    failed = [name for name in names if not _fuzz(name, options.seconds, options.findings)]
    if failed:
        print(f"FAILED: {', '.join(failed)}. The inputs are in {options.findings}")
    return 1 if failed else 0


def _fuzz(name: str, seconds: int, findings: Path) -> bool:
    """Fuzz one target in a process of its own; whether nothing was found."""
    findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as new:  # libFuzzer adds to the first of its folders.
        words = [
            *(sys.executable, "-m", "tests.fuzz.run", name, new, str(CORPUS / name)),
            *(f"-max_total_time={seconds}", f"-timeout={ONE_INPUT_S}", f"-max_len={MOST_BYTES}"),
            *(f"-rss_limit_mb={MOST_MIB}", f"-artifact_prefix={findings}/{name}-"),
            *("-print_final_stats=1", "-verbosity=0", "-seed=1"),
        ]
        ended = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = ended.stdout.splitlines()
    count = next((line.split()[-1] for line in lines if "number_of_executed_units" in line), "?")
    print(f"{name}: {count} inputs in {seconds} s, {_outcome(ended.returncode)}", flush=True)
    if ended.returncode:
        print("\n".join(lines[-30:]))
    return ended.returncode == 0


def _outcome(code: int) -> str:
    return "none failed" if code == 0 else f"exit code {code}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
