"""Servers that need no HTTP to misbehave, and certificates for those that are to be trusted."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.networks.server import LOOPBACK

Script = Callable[[socket.socket], None]


@contextmanager
def speaking(script: Script) -> Iterator[int]:
    """Yield a port of loopback; `script` is done with each connection to it, then it is closed."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            script(connection)

    with socket.create_server((LOOPBACK, 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        # A blocked accept goes on when the socket is closed only after this.
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What a server shows, what a client that trusts it knows, and whom clients asked for."""

    server: ssl.SSLContext
    client: ssl.SSLContext
    asked_for: list[str | None]


def trust_for(name: str, folder: Path) -> Trust:
    """Return a certificate of `name` that signs itself, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(name, key).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )  # fmt: skip
    both = folder / f"{name}.pem"
    both.write_bytes(made + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(both)
    asked_for: list[str | None] = []
    server.sni_callback = lambda _, asked, __: asked_for.append(asked)
    client = ssl.create_default_context(cadata=made.decode())
    return Trust(server=server, client=client, asked_for=asked_for)


def _certificate(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.fromtimestamp(time.time(), UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
