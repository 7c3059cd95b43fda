"""What comes in from the pages of an account. Rules judge it; here is only its shape."""

from typing import Annotated

from msgspec import Meta, Struct

Line = Annotated[str, Meta(max_length=300)]
Address = Annotated[str, Meta(max_length=254)]
Secret = Annotated[str, Meta(max_length=200)]


class SignIn(Struct):
    email: Address
    password: Secret


class MailCode(Struct):
    email: Address


class EnterCode(Struct):
    email: Address
    one_time_code: Line


class SignUp(Struct):
    email: Address
    name: Line
    new_password: Secret = ""


class NewPassword(Struct):
    email: Address
    one_time_code: Line
    new_password: Secret


class Details(Struct):
    name: Line
    locale: Line
    time_zone: Line


class ChangePassword(Struct):
    new_password: Secret
    password: Secret = ""
