"""The plugin of QEMU that counts instructions."""

import subprocess
from pathlib import Path

from benchmarks.arm64.debian import run_tool
from edge_app.errors import PipelineError

PLUGIN_SOURCE = Path(__file__).with_name("insn_count.c")


def check_plugins(version: str) -> None:
    """See that this machine's QEMU, of that ``version``, takes plugins.

    Raises PipelineError: it does not. From Debian 13 on, Debian builds its user emulation without.
    """
    words = ["qemu-aarch64", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "-plugin" not in done.stdout:
        raise PipelineError(
            f"QEMU {version} of this machine was built without plugins, so it cannot count "
            "instructions. The package qemu-user of Debian 12 or Ubuntu 24.04 can; answers alone "
            "are compared with --system trixie-arm64 --answers."
        )


def compile_plugin(path: Path) -> None:
    """Compile the plugin into the file ``path``. Raises PipelineError: the compiler fails."""
    words = ["cc", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared", "-fvisibility=hidden"]
    run_tool([*words, "-o", str(path), str(PLUGIN_SOURCE)], doing=f"compile {PLUGIN_SOURCE.name}")
