"""The board, its processor, and the system on it."""

from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding
from edge_app.processor import cpu_name, cpuinfo_value

# What the kernel calls 64-bit processors.
WIDE = ("aarch64", "x86_64", "riscv64", "ppc64le")
NO_ARMV6 = "No runtime has a wheel for ARMv6. Use a Raspberry Pi 2 or newer, or a Zero 2."


def board(name: str | None) -> Finding:
    """``name`` is what the device tree says."""
    return Finding("board", OK if name else NOTE, name or "this machine does not tell")


def system(name: str, *, kernel: str) -> Finding:
    """``name`` is such as "Debian GNU/Linux 12 (bookworm)"."""
    return Finding("system", OK, f"{name}, Linux {kernel}")


def architecture(machine: str, *, bits: int) -> Finding:
    """``machine`` is that of ``uname -m``, the kernel's; ``bits`` the size of an address."""
    subject, found = "architecture", f"{machine}, with a {bits}-bit Python"
    if machine.startswith("armv6"):
        return Finding(subject, PROBLEM, found, NO_ARMV6)
    if bits == 32 and machine in WIDE:
        return Finding(
            subject,
            NOTE,
            f"{found} on a 64-bit kernel: pip takes wheels for {machine}, which do not start",
            "Install with --no-deps as docs/edge-app.md says, or use the 64-bit Raspberry Pi OS, "
            "where int8 nets are faster.",
        )
    if bits == 32:
        return Finding(subject, NOTE, f"{found}: tflite-runtime is the only runtime for it")
    return Finding(subject, OK, found)


def processor(cpuinfo: str, *, machine: str) -> Finding:
    """``cpuinfo`` is the text of /proc/cpuinfo. Which vector instructions int8 nets can use."""
    name = cpu_name(cpuinfo) or "a processor without a name"
    words = cpuinfo_value(cpuinfo, "Features") or cpuinfo_value(cpuinfo, "flags") or ""
    flags = set(words.split())
    if not flags:
        return Finding("processor", NOTE, f"{name}; the kernel does not tell its instructions")
    if machine == "x86_64":
        best = next(
            (flag for flag in ("avx512_vnni", "avx_vnni", "avx2", "avx") if flag in flags), ""
        )
        return Finding("processor", OK, f"{name}, {best or 'without AVX'}")
    if "asimddp" in flags:
        return Finding("processor", OK, f"{name}, with dot product instructions (asimddp)")
    if flags & {"asimd", "neon"}:
        vectors = "asimd" if "asimd" in flags else "neon"
        return Finding(
            "processor", OK, f"{name}, {vectors} without dot product instructions (asimddp)"
        )
    return Finding(
        "processor",
        WARNING,
        f"{name}, without NEON",
        "The runtimes' wheels need NEON: use a Raspberry Pi 2 or newer.",
    )


def cores(usable: int, *, present: int) -> Finding:
    """How many this process may use, of those that there are."""
    if usable < present:
        return Finding("cores", NOTE, f"{usable} usable of {present}: this process is confined")
    return Finding("cores", OK, str(usable))
