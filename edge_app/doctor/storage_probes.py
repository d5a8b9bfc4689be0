"""Memory and disk."""

import os
import shutil
from pathlib import Path

from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding, megabytes, shown

# The app with the default model takes below 90 MB in all; a photo of 12 megapixels 180 MB more,
# for a moment.
SMALL_MEMORY_BYTES, SCARCE_MEMORY_BYTES = 300e6, 100e6
SMALL_DISK_BYTES, SCARCE_DISK_BYTES = 200e6, 20e6


def memory(meminfo: str) -> Finding:
    """``meminfo`` is the text of /proc/meminfo."""
    sizes = _sizes(meminfo)
    if "MemAvailable" not in sizes:
        return Finding("memory", NOTE, "this machine does not tell")
    free = sizes["MemAvailable"]
    found = f"{megabytes(free)} free of {megabytes(sizes.get('MemTotal', 0))}"
    found += f", swap {megabytes(sizes['SwapTotal'])}" if sizes.get("SwapTotal") else ", no swap"
    if free < SCARCE_MEMORY_BYTES:
        return Finding("memory", PROBLEM, found, "End other programs: ps aux --sort=-rss | head")
    if free < SMALL_MEMORY_BYTES:
        return Finding("memory", WARNING, found, "Large photos may not fit: lower --max-pixels.")
    return Finding("memory", OK, found)


def _sizes(meminfo: str) -> dict[str, int]:
    """Bytes by name; the kernel counts in kibibytes."""
    sizes = {}
    for line in meminfo.splitlines():
        name, _, value = line.partition(":")
        words = value.split()
        if words and words[0].isdecimal():
            sizes[name.strip()] = int(words[0]) * 1024
    return sizes


def disk(folder: Path, *, subject: str) -> Finding:
    """Free space where ``folder`` is, or will be."""
    free = shutil.disk_usage(existing(folder)).free
    found = f"{megabytes(free)} free in {shown(folder)}"
    remedy = f"Remove what is not needed: df -h {shown(existing(folder))}; sudo apt clean"
    if free < SCARCE_DISK_BYTES:
        return Finding(subject, PROBLEM, found, remedy)
    return (
        Finding(subject, WARNING, found, remedy)
        if free < SMALL_DISK_BYTES
        else Finding(subject, OK, found)
    )


def models_folder(folder: Path) -> Finding:
    """Can models be installed there?"""
    parent = existing(folder)
    where = shown(folder) + ("" if parent == folder else ", not made yet")
    if not parent.is_dir():
        remedy = "Give another folder: --models-folder FOLDER"
        return Finding("models folder", PROBLEM, f"{shown(parent)} is not a folder", remedy)
    if not os.access(parent, os.W_OK | os.X_OK):
        return Finding(
            "models folder",
            WARNING,
            f"{where}: this user may not write there",
            f"sudo install -d -o $USER {shown(folder)}, or --models-folder FOLDER",
        )
    return Finding("models folder", OK, where)


def existing(folder: Path) -> Path:
    """``folder``, or the nearest above it that is there."""
    return next((path for path in (folder, *folder.parents) if _is_there(path)), Path("/"))


def _is_there(path: Path) -> bool:
    """As far as this user may know."""
    try:
        return path.exists()
    except OSError:
        return False
