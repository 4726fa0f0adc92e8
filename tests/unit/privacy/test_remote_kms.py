"""The seam to a cloud's key management, tried on an invented service that speaks AWS KMS's protocol."""

from __future__ import annotations

import asyncio
import base64
import datetime
import ipaddress
import json
import ssl
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import bson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.privacy import Kms
from shared.privacy.sealing import Sealing


@dataclass
class InventedKms:
    """Wraps a key by turning it round, and notes what it was asked."""

    certificate: Path
    port: int = 0
    asked: list[str] = field(default_factory=list[str])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split()[0])
        body = json.loads(await reader.readexactly(length))
        action = head.partition("x-amz-target:trentservice.")[2].split()[0]
        self.asked.append(action)
        given, gives = (
            ("Plaintext", "CiphertextBlob") if action == "encrypt" else ("CiphertextBlob", "Plaintext")
        )
        turned = base64.b64encode(base64.b64decode(body[given])[::-1]).decode()
        answer = json.dumps({gives: turned, "KeyId": "invented"}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        await writer.drain()
        writer.close()

    def kms(self) -> Kms:
        return Kms(
            "aws",
            {"accessKeyId": "invented", "secretAccessKey": "invented"},
            {"region": "eu-west-2", "key": "arn:invented", "endpoint": f"127.0.0.1:{self.port}"},
            cache_ms=60_000,
            tls=ssl.create_default_context(cafile=str(self.certificate)),
        )


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
async def remote(tmp_path: Path) -> AsyncGenerator[InventedKms]:
    certificate, key = _certificate(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    invented = InventedKms(certificate)
    async with await asyncio.start_server(invented.serve, "127.0.0.1", 0, ssl=tls) as server:
        invented.port = server.sockets[0].getsockname()[1]
        yield invented


async def test_keys_are_wrapped_and_unwrapped_by_the_remote_service(remote: InventedKms) -> None:
    key = await Sealing(remote.kms()).new_key("north/1")
    sealed = await Sealing(remote.kms()).seal(bson.encode({"v": "x"}), key)
    opened = await Sealing(remote.kms()).open(sealed, key)
    assert bson.decode(opened) == {"v": "x"}  # pyright: ignore[reportUnknownMemberType]
    assert remote.asked == ["encrypt", "decrypt", "decrypt"]


async def test_an_unwrapped_key_may_be_kept_for_as_long_as_the_settings_say(remote: InventedKms) -> None:
    sealing = Sealing(remote.kms())
    key = await sealing.new_key("north/1")
    for _ in range(3):
        await sealing.seal(bson.encode({"v": "x"}), key)
    assert remote.asked == ["encrypt", "decrypt"]


async def test_a_service_with_an_unknown_certificate_is_not_believed(remote: InventedKms) -> None:
    kms = remote.kms()
    sealing = Sealing(Kms(kms.name, kms.options, kms.master_key))
    with pytest.raises(ssl.SSLCertVerificationError):
        await sealing.new_key("north/1")
