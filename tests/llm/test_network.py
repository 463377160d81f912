"""The switch that forbids the network."""

from __future__ import annotations

import asyncio

import pytest

from imrdata.errors import NetworkForbiddenError, PermanentClientError
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.network import forbid_network, is_loopback, network_forbidden
from tests.llm.chat_server import ChatServer, answer_to
from tests.llm.questions import question


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://localhost/v1", True),
        ("http://LOCALHOST/v1", True),
        ("https://api.example.org/v1", False),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://localhost.example.org/v1", False),
        ("http://127.0.0.1@example.org/v1", False),
        ("http://0.0.0.0/v1", False),
        ("http://10.0.0.1/v1", False),
        ("nonsense", False),
    ],
)
def test_loopback_is_told_by_the_address_alone(url: str, inside: bool) -> None:
    assert is_loopback(url) is inside


def test_other_hosts_are_refused_at_opening_and_at_asking() -> None:
    async def main() -> None:
        client = CompatibleClient("http://model.invalid", served_name="m")
        with forbid_network():
            with pytest.raises(NetworkForbiddenError) as caught:
                await client.open()
            assert isinstance(caught.value, PermanentClientError)
            assert caught.value.kind == "network_forbidden"
        await client.open()
        try:
            with forbid_network(), pytest.raises(NetworkForbiddenError):
                await client.ask(question())
        finally:
            await client.close()

    asyncio.run(main())


def test_loopback_stays_open() -> None:
    async def main(url: str) -> str:
        client = CompatibleClient(url, served_name="m")
        await client.open()
        try:
            return (await client.ask(question())).text
        finally:
            await client.close()

    with ChatServer() as server, forbid_network():
        assert asyncio.run(main(server.url)) == answer_to("Hello?")


def test_switches_nest_and_lift_once() -> None:
    outer = forbid_network()
    with forbid_network() as inner:
        assert network_forbidden()
    inner.lift()
    assert network_forbidden()
    outer.lift()
    assert not network_forbidden()
