"""Which addresses may be asked at all: public ones on the web's own ports. Pages and users name addresses; neither may lead
the fetcher to this machine or a private network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

SCHEMES = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: IPv4 addresses inside IPv6 ones."""


class Refused(Exception):
    """An address that the fetcher does not ask; the message says why."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts that are asked although they are local, by the user's own word; a port narrows the word to that port."""

    entries: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> Allowed:
        """From `HOST` or `HOST:PORT`. Raises ValueError."""
        entries = set()
        for word in words:
            parts = urlsplit("//" + word.strip())
            if not parts.hostname or parts.path or parts.username is not None:
                raise ValueError(word)
            entries.add((parts.hostname.lower(), parts.port))
        return cls(frozenset(entries))

    def host(self, host: str) -> bool:
        """Whether that host was named, with whatever port."""
        return any(name == host.lower() for name, _ in self.entries)

    def port(self, host: str, port: int) -> bool:
        """Whether that host was named, with that port or with none."""
        return any(name == host.lower() and at in (None, port) for name, at in self.entries)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not loopback, private, link-local, shared, multicast, reserved or
    unspecified (the IANA special-purpose registries, through `ipaddress`), nor an IPv6 address that carries such an IPv4 one."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and (ip in NAT64 or ip.packed[:12] == bytes(12)):
            inner = ipaddress.IPv4Address(ip.packed[12:])
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


def check_resolved(host: str, address: str, allowed: Allowed) -> str:
    """`address`, which `host` resolved to, where it may be connected to. Raises Refused."""
    if not allowed.host(host) and not is_public(address):
        raise Refused(f"{host} 指向本机或内网地址，不访问 (a local or private address)")
    return address


def check_url(url: str, allowed: Allowed) -> None:
    """Refuses what the address itself gives away: scheme, port, credentials, a literal address that is not public.
    What a name resolves to is checked when it is resolved, and the connection goes to the address that was checked."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Refused("网址写法有误 (not a valid address)") from None
    if parts.scheme not in SCHEMES:
        raise Refused(f"只访问 http 和 https，不访问 {parts.scheme or '此地址'} (only http and https)")
    if not host:
        raise Refused("网址里没有主机名 (no host in the address)")
    if parts.username is not None or parts.password is not None:
        raise Refused("网址里带有用户名或口令 (credentials in the address)")
    port = port if port is not None else SCHEMES[parts.scheme]
    if allowed.port(host, port):
        return
    if port not in SCHEMES.values():
        raise Refused(f"端口 {port} 不在 80、443 之内 (port not allowed)")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_public(host):
        raise Refused(f"{host} 是本机或内网地址，不访问 (a local or private address)")
