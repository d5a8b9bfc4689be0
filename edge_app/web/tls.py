"""HTTPS with the certificate that the owner of the device has."""

import ssl
from pathlib import Path

from edge_app.errors import ServerError
from edge_app.event_log import WARNING, tell

# OpenSSL's words for a certificate whose time has not come, or is over: X509_V_ERR_*.
NOT_YET_VALID, EXPIRED = 9, 10
PASSES = 4


def chosen_context(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """What the settings say: None without a certificate. A warning goes to standard error.

    Raises ServerError: as ``server_context``, or a key without a certificate.
    """
    if certificate is None:
        if key is not None:
            raise ServerError(f"There is a TLS key, {key}, but no certificate: name it, too.")
        return None
    context = server_context(certificate, key)
    if warning := certificate_warning(context, certificate):
        tell("certificate", warning, level=WARNING)
    return context


def server_context(certificate: Path, key: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 or newer with a certificate (chain) and its key, both PEM files.

    ``key`` None: the key is in the file of the certificate. Raises ServerError: a file is missing
    or not what it should be, the key belongs to another certificate or needs a password.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (certificate, *([] if key is None else [key])):
        _check_readable(path)
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except ServerError:
        raise
    except OSError as error:  # Of which ssl.SSLError is one.
        raise ServerError(_explain(error, certificate, key or certificate)) from error
    return context


def certificate_warning(context: ssl.SSLContext, certificate: Path) -> str | None:
    """What browsers will say of the certificate's dates, if they will.

    It is asked for in a handshake in memory: Python has no other public way to read the dates.
    """
    code = _verify_code(context, certificate)
    if code not in (NOT_YET_VALID, EXPIRED):
        return None
    words = "has expired" if code == EXPIRED else "is not valid yet"
    return f"The certificate {certificate} {words}: browsers will refuse it. Is the clock right?"


def _check_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise ServerError(
            f"{path} cannot be read: {error.strerror}. The certificate and its key are two PEM "
            "files."
        ) from error


def _no_password() -> bytes:
    raise ServerError(
        "The key needs a password, and nobody is there to type it when a device starts. "
        "Take it off: openssl pkey -in KEY -out NEW_KEY"
    )


def _explain(error: Exception, certificate: Path, key: Path) -> str:
    if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
        return f"The key {key} does not belong to the certificate {certificate}."
    return (
        f"{certificate} and {key} are not a usable certificate and key in PEM format "
        "(-----BEGIN CERTIFICATE-----, -----BEGIN PRIVATE KEY-----)."
    )


def _verify_code(context: ssl.SSLContext, certificate: Path) -> int:
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    trusting.load_verify_locations(certificate)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(to_server, to_client, server_side=True)
    client = trusting.wrap_bio(to_client, to_server)
    for _ in range(PASSES):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_code
            except ssl.SSLError:
                return 0
    return 0
