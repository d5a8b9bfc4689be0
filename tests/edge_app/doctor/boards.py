"""What the kernels of real boards say of their processors, of one core and shortened."""

PI_ZERO = """\
processor\t: 0
model name\t: ARMv6-compatible processor rev 7 (v6l)
Features\t: half thumb fastmult vfp edsp java tls
CPU implementer\t: 0x41
CPU architecture: 7
CPU part\t: 0xb76

Hardware\t: BCM2835
"""
PI_2 = """\
processor\t: 0
model name\t: ARMv7 Processor rev 5 (v7l)
Features\t: half thumb fastmult vfp edsp neon vfpv3 tls vfpv4 idiva idivt vfpd32 lpae evtstrm
CPU implementer\t: 0x41
CPU architecture: 7
CPU part\t: 0xc07
"""
PI_ZERO_2 = """\
processor\t: 0
BogoMIPS\t: 38.40
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU architecture: 8
CPU part\t: 0xd03
CPU revision\t: 4

Model\t\t: Raspberry Pi Zero 2 W Rev 1.0
"""
PI_4 = """\
processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU architecture: 8
CPU part\t: 0xd08
CPU revision\t: 3

Revision\t: d03115
Serial\t\t: 100000000fe69593
Model\t\t: Raspberry Pi 4 Model B Rev 1.5
"""
PI_5 = """\
processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc \
dcpop asimddp
CPU implementer\t: 0x41
CPU architecture: 8
CPU part\t: 0xd0b
CPU revision\t: 1

Model\t\t: Raspberry Pi 5 Model B Rev 1.0
"""
PI_ZERO_2_MEMORY = """\
MemTotal:         437804 kB
MemFree:           72524 kB
MemAvailable:     219900 kB
SwapTotal:        102396 kB
"""


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path
