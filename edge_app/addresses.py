"""The names and addresses of this machine, as its neighbours in the network see them."""

import ipaddress
import socket
import struct
import sys
from pathlib import Path

SIOCGIFADDR = 0x8915  # linux/sockios.h
# Interfaces that lead to containers and virtual machines on this machine itself.
INSIDE = ("lo", "docker", "br-", "veth", "virbr")
ANYWHERE = ("192.0.2.1", 9)  # An address for examples (RFC 5737): nothing is sent to it.
MDNS = Path("/run/avahi-daemon")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``, by its looks: no name is looked up."""
    address = address_of(host)
    if address is None:
        return host.lower() == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that ``host`` is; None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def own_names() -> frozenset[str]:
    """The names of this machine, in small letters; the ``.local`` one is that of mDNS."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"}) if short else frozenset()


def reachable_names() -> list[str]:
    """What to write for this machine in a neighbour's browser: IPv4 addresses, and its mDNS name.

    Asks nothing of the network.
    """
    names = _linux_addresses() if sys.platform == "linux" else _outward_address()
    if MDNS.is_dir():
        names += [name for name in sorted(own_names()) if name.endswith(".local")]
    return names


def _linux_addresses() -> list[str]:
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            if name.startswith(INSIDE):
                continue
            request = struct.pack("256s", name.encode())
            try:
                answer = fcntl.ioctl(asked.fileno(), SIOCGIFADDR, request)
            except OSError:  # It has no IPv4 address.
                continue
            found.append(socket.inet_ntoa(answer[20:24]))  # struct ifreq: the name, then sockaddr.
    return found


def _outward_address() -> list[str]:
    """The address from which a packet to elsewhere would be sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(ANYWHERE)
        except OSError:  # There is no way out.
            return []
        return [asked.getsockname()[0]]
