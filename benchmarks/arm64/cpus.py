"""The processors that are emulated, and what each says of itself."""

from dataclasses import dataclass

CORES = 4


@dataclass(frozen=True)
class Cpu:
    """A processor by QEMU's name for it, its architecture by Debian's, and a board that has it.

    ``features``, ``variant``, ``part`` and ``revision`` are what the board's kernel prints in
    /proc/cpuinfo. LiteRT chooses its kernels by them, and crashes when they promise what the
    processor cannot do.
    """

    name: str
    architecture: str
    board: str
    features: str
    variant: str
    part: str
    revision: int


CPUS = {
    cpu.name: cpu
    for cpu in (
        Cpu(
            name="cortex-a76",
            architecture="arm64",
            board="Raspberry Pi 5",
            features="fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid "
            "asimdrdm lrcpc dcpop asimddp",
            variant="0x4",
            part="0xd0b",
            revision=1,
        ),
        Cpu(
            name="cortex-a72",
            architecture="arm64",
            board="Raspberry Pi 4",
            features="fp asimd evtstrm crc32 cpuid",
            variant="0x0",
            part="0xd08",
            revision=3,
        ),
        Cpu(
            name="cortex-a7",
            architecture="armhf",
            board="Raspberry Pi 2",
            features="half thumb fastmult vfp edsp neon vfpv3 tls vfpv4 idiva idivt vfpd32 lpae "
            "evtstrm",
            variant="0x0",
            part="0xc07",
            revision=5,
        ),
    )
}


def cpuinfo(cpu: Cpu) -> str:
    """The text of /proc/cpuinfo on the board."""
    lines = (
        "BogoMIPS\t: 108.00",
        f"Features\t: {cpu.features}",
        "CPU implementer\t: 0x41",
        f"CPU architecture: {8 if cpu.architecture == 'arm64' else 7}",
        f"CPU variant\t: {cpu.variant}",
        f"CPU part\t: {cpu.part}",
        f"CPU revision\t: {cpu.revision}",
    )
    cores = ("\n".join((f"processor\t: {core}", *lines, "")) for core in range(CORES))
    return "\n".join(cores)
