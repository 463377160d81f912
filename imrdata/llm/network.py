"""One switch that keeps every client off the network. Room: llm.

Loopback stays open, everything else is refused: the embedded model and the servers of a test are on this
machine, and text that never leaves it is what the switch is for. Only addresses that are loopback by
themselves count (``localhost``, 127.0.0.0/8, ::1): a name that has to be looked up is refused, whatever it
would resolve to.
"""

from __future__ import annotations

import ipaddress
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from imrdata.errors import NetworkForbiddenError

__all__ = ["forbid_network", "is_loopback", "is_own_network", "network_forbidden", "require_network"]

#: Endings of names that mean something inside one's own network only (RFC 6762, RFC 8375, RFC 9476, Kubernetes).
_OWN_NAMES = (".local", ".internal", ".home.arpa", ".localhost", ".lan", ".svc")

_lock = threading.Lock()
_in_force = 0


class forbid_network:
    """Refuse every model server that is not on this machine, from this call on, in all threads.

    As a statement it holds until the process ends or `lift` is called; in a ``with`` it holds until the
    block's end. Switches nest: the network is open again when the last one is lifted.

    Examples
    --------
    >>> with forbid_network():
    ...     network_forbidden()
    True
    >>> network_forbidden()
    False
    """

    def __init__(self) -> None:
        global _in_force
        with _lock:
            _in_force += 1
        self._lifted = False

    def lift(self) -> None:
        """Take this switch back; a second time does nothing."""
        global _in_force
        with _lock:
            if not self._lifted:
                self._lifted = True
                _in_force -= 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lift()


def network_forbidden() -> bool:
    """Say whether a `forbid_network` is in force."""
    return _in_force > 0


def is_loopback(url: str) -> bool:
    """Say whether an address is on this machine, by the address alone.

    Examples
    --------
    >>> is_loopback("http://127.0.0.1:8000/v1"), is_loopback("https://api.example.org/v1")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_own_network(url: str) -> bool:
    """Say whether an address can only be in one's own network, by the address alone; no name is looked up.

    Loopback, private and link-local IP addresses, names without a dot, and names that no public DNS gives out.

    Examples
    --------
    >>> [is_own_network(f"http://{host}:8000/v1") for host in ("192.168.1.7", "rack.lan", "vllm-1", "api.example.org")]
    [True, True, True, False]
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_OWN_NAMES)
    return address.is_private or address.is_loopback or address.is_link_local


def require_network(url: str) -> None:
    """Raise if this address may not be asked now.

    Raises
    ------
    NetworkForbiddenError
        `forbid_network` is in force and the address is not loopback.
    """
    if network_forbidden() and not is_loopback(url):
        error = NetworkForbiddenError(
            "the network is forbidden and this model's server is not on this machine",
            mend="lift forbid_network, or use the embedded or a scripted client",
        )
        error.kind = "network_forbidden"
        raise error
