"""Gives a campaign the key that signs its content credentials.

Run as `python -m infra.credentials STAGE CAMPAIGN CHAIN.pem KEY.pem`; the stage `local` is the
stack of `make run`. With `--demo` in place of the two files a key and certificates are made here:
good for trying, and shown by every reader as coming from an unknown issuer.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chalicelib import wiring
from chalicelib.domain.credentials import SigningKey
from chalicelib.domain.errors import DomainError
from chalicelib.domain.ids import CampaignId
from chalicelib.services import credentials
from infra import stack
from infra.local.emulator import CREDENTIALS
from infra.local.places import REGION, places
from infra.local.system import STACK

LOCAL: Final = "local"
DEMO: Final = "--demo"
ISSUER, SIGNER = "Sampark demo issuer", "Sampark demo campaign"
LIFE: Final = timedelta(days=365)
BACKDATED: Final = timedelta(days=1)  # clocks of readers differ


def demo_key(now: datetime) -> SigningKey:
    """Return a fresh key with a certificate from an issuer that was made for it alone."""
    issuer_key, key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    issuer = _certificate(ISSUER, issuer_key, ISSUER, issuer_key, now, is_issuer=True)
    leaf = _certificate(SIGNER, key, ISSUER, issuer_key, now, is_issuer=False)
    pem = serialization.Encoding.PEM
    chain = leaf.public_bytes(pem) + issuer.public_bytes(pem)
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey(chain=chain.decode(), private_key=private.decode())


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey,
    issuer: str, issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime, *, is_issuer: bool,
) -> x509.Certificate:  # fmt: skip
    """Return a certificate that fits the profile of content credentials (C2PA 1.4, 14.5)."""
    started = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        .add_extension(_usage(is_issuer=is_issuer), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not is_issuer:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        started = started.add_extension(purpose, critical=True)
    return started.sign(issuer_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    words = ((NameOID.ORGANIZATION_NAME, common), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in words])


def _usage(*, is_issuer: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_issuer, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_issuer,
        crl_sign=is_issuer, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _use(stage: str) -> None:
    """Let this process's adapters be those of the stage."""
    if stage == LOCAL:
        info = json.loads(places().info.read_text())
        os.environ.update(
            AWS_ENDPOINT_URL=info["aws_endpoint"], AWS_DEFAULT_REGION=REGION, **CREDENTIALS
        )  # fmt: skip
    name = STACK if stage == LOCAL else f"sampark-{stage}"
    outputs = stack.outputs(boto3.client("cloudformation"), name=name)
    os.environ.update({**stack.environment(outputs), "STAGE": stage})


def main(arguments: list[str]) -> int:
    """Keep a key for a campaign; print what to do when it cannot sign."""
    match arguments:
        case [stage, campaign, flag] if flag == DEMO:
            key = demo_key(datetime.now(UTC))
        case [stage, campaign, chain, private]:
            key = SigningKey(chain=Path(chain).read_text(), private_key=Path(private).read_text())
        case _:
            print(f"Say: STAGE CAMPAIGN CHAIN.pem KEY.pem, or: STAGE CAMPAIGN {DEMO}")
            return 1
    _use(stage)
    try:
        credentials.keep_key(CampaignId(campaign), key, wiring.credential_tools())
    except DomainError as why:
        print(why)
        return 1
    print(f"Files of campaign {campaign} are signed from now on.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
