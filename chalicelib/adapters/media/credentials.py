"""Writes C2PA manifests into files of our own making; the key stays on this machine.

Signing runs in the sandbox like all native code of this package. It takes ECDSA keys on P-256,
which every reader of credentials knows.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from PIL import Image

from chalicelib.adapters.media.files import made_file
from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.domain.credentials import SigningKey, manifest_of
from chalicelib.domain.errors import Fault, InvalidInput
from chalicelib.domain.media_measures import MadeFile, PixelSize
from chalicelib.domain.rejections import MediaRejected

# The largest rendition is 50 MB; the library holds it about three times. Seen: 4 s for that.
LIMITS: Final = Limits(memory_bytes=2048 * MIB, cpu_s=60, file_bytes=64 * MIB, wall_s=120)
SIDE_BYTES: Final = 32  # of each half of a signature on P-256


class C2paSigner:
    """Signs finished files with a campaign's key."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def sign(self, file: MadeFile, manifest: str, key: SigningKey) -> MadeFile:
        """Return the file with its credentials inside, in place; raise Fault when it cannot be."""
        try:
            self._sandbox.call(
                LIMITS, write_credentials, file.path.resolve(), file.content_type, manifest,
                key.chain, key.private_key,
            )  # fmt: skip
        except MediaRejected as error:
            raise Fault("Content credentials could not be written") from error
        size = PixelSize(file.width, file.height)
        return made_file(file.role, file.path, file.content_type, size)

    def check(self, key: SigningKey) -> datetime:
        """Return when the first of its certificates runs out.

        Raises InvalidInput unless this key signs and its certificates are those of the key.
        """
        reason = self._sandbox.call(LIMITS, why_not, key.chain, key.private_key)
        if reason:
            raise InvalidInput(reason, field="key")
        return self._sandbox.call(LIMITS, ends_at, key.chain)


def write_credentials(
    path: Path, content_type: str, manifest: str, chain: str, private_key: str
) -> None:
    """Sign a file in place: the signed copy takes its name once it is whole."""
    signed = path.with_name(f"{path.name}.signed")
    with path.open("rb") as source, signed.open("w+b") as target:
        _sign(source, target, content_type, manifest, chain, private_key)
    signed.rename(path)


def why_not(chain: str, private_key: str) -> str:
    """Return why this key cannot sign, in one sentence; nothing when it can."""
    try:
        leaf = x509.load_pem_x509_certificates(chain.encode())[0]
        key = _key(private_key)
    except (ValueError, IndexError, TypeError):
        return "Give certificates and an ECDSA private key on P-256, both in PEM and unlocked"
    if leaf.public_key() != key.public_key():
        return "The first certificate must be that of the private key"
    return _trial(chain, private_key)


def ends_at(chain: str) -> datetime:
    """Return when the first certificate of a chain runs out."""
    certificates = x509.load_pem_x509_certificates(chain.encode())
    return min(certificate.not_valid_after_utc for certificate in certificates)


def _trial(chain: str, private_key: str) -> str:
    """Sign a tiny picture and read it back, as a reader of credentials would."""
    picture, signed = BytesIO(), BytesIO()
    Image.new("RGB", (64, 64)).save(picture, "JPEG")
    picture.seek(0)
    try:
        _sign(picture, signed, "image/jpeg", manifest_of("image/jpeg", ()), chain, private_key)
        signed.seek(0)
        c2pa.Reader("image/jpeg", signed)
    except c2pa.Error:
        return "These certificates do not fit content credentials: see docs/operations.md"
    return ""


def _sign(
    source: BinaryIO,
    target: BinaryIO,
    content_type: str,
    manifest: str,
    chain: str,
    private_key: str,
) -> None:
    key = _key(private_key)

    def signature(data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(SIDE_BYTES, "big") + s.to_bytes(SIDE_BYTES, "big")

    # No time stamp: it would need a call to somebody else's server for every file.
    signer = c2pa.create_signer(signature, c2pa.SigningAlg.ES256, chain.encode(), None)
    c2pa.Builder(manifest).sign(signer, content_type, source, target)


def _key(private_key: str) -> ec.EllipticCurvePrivateKey:
    """Return the key; raise ValueError or TypeError for any but ECDSA on P-256."""
    key = serialization.load_pem_private_key(private_key.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != ec.SECP256R1.name:
        raise ValueError("not ECDSA on P-256")
    return key
