"""Ports are kept while they are free, and chosen anew when they are not."""

import socket

from sandbox.ports import LOOPBACK, choose, is_free


def test_every_name_gets_a_port_of_its_own() -> None:
    chosen = choose(["a", "b", "c"], {})
    assert len(set(chosen.values())) == 3
    assert all(is_free(port) for port in chosen.values())


def test_free_ports_are_kept() -> None:
    first = choose(["a", "b"], {})
    assert choose(["a", "b"], first) == first


def test_a_taken_port_is_replaced_and_the_others_stay() -> None:
    first = choose(["a", "b"], {})
    with socket.socket() as other:
        other.bind((LOOPBACK, first["a"]))
        other.listen()
        second = choose(["a", "b"], first)
    assert second["a"] not in first.values()
    assert second["b"] == first["b"]


def test_one_kept_port_is_not_given_twice() -> None:
    port = choose(["a"], {})["a"]
    assert choose(["a", "b"], {"a": port, "b": port})["b"] != port
