"""Public keys as W3C Multikey has them: https://www.w3.org/TR/cid-1.0/#Multikey."""

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"  # multicodec


def multikey(ed25519: str) -> str:
    """A public key in hexadecimal as `publicKeyMultibase` has it."""
    return "z" + base58(_ED25519 + bytes.fromhex(ed25519))


def base58(data: bytes) -> str:
    """Base58 of the Bitcoin alphabet, leading zero bytes as `1`."""
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def from_base58(text: str, *, length: int) -> bytes:
    """The bytes of a text in base58; `ValueError` or `OverflowError` where it is none of `length` bytes."""
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    return number.to_bytes(length)
