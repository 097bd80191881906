"""The hosts that the examples name, played by servers on the loopback address.

What does not belong here: what the servers hold (the tests).
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

WEEK = dt.timedelta(days=7)


@contextmanager
def played_by(host: str, port: int) -> Iterator[None]:
    """Lead every connection to a host, whatever its port, to a port of this machine."""
    real = socket.getaddrinfo

    def ours(name: Any, service: Any, *rest: Any, **options: Any) -> Any:
        if name == host:
            return real("127.0.0.1", port, *rest, **options)
        return real(name, service, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", ours)
        yield


def known_host_key() -> asyncssh.SSHKey:
    """Return a host key that is always the same, so that an example can name its fingerprint."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    return asyncssh.import_private_key(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )
    )


def certificate(host: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return the file of a host's certificate, which it signs itself, and its server's TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - WEEK)
        .not_valid_after(now + WEEK)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "host.pem"
    public = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(public)
    (folder / "host.key").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, folder / "host.key")
    return file, context
