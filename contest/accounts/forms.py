"""What comes in from the pages of an account. Rules judge it; here is only its shape."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from contest.accounts.rules.consents import LONGEST

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


class FactorStep(Struct):
    """`factor_code` is a code of the app, or a recovery code; `answer` is what a browser says of a passkey, as JSON."""

    then: Literal["show", "begin", "confirm", "renew", "show-passkey", "add-passkey", "remove-passkey"] = "show"
    factor_code: Annotated[str, Meta(max_length=40)] = ""
    answer: Annotated[str, Meta(max_length=20_000)] = ""
    passkey_name: Line = ""
    passkey: UUID | None = None


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
    country: Line = ""


class NewToken(Struct):
    """`place`: the ids of an edition and of a round of it, with a slash between; nothing for wherever roles count."""

    name: Line
    scopes: Annotated[list[Line], Meta(max_length=20)] = []
    place: Line = ""
    life: Line = "90"
    password: Secret = ""


class Agreement(Struct):
    """One consent to give or to take back; `number` is that of the text that was read."""

    purpose: Annotated[str, Meta(max_length=20)]
    place: Annotated[str, Meta(max_length=2)] = ""
    number: int = 0


class ConsentTextForm(Struct):
    body_en: Annotated[str, Meta(max_length=LONGEST)] = ""
    body_zh: Annotated[str, Meta(max_length=LONGEST)] = ""


class ConsentTextReason(Struct):
    reason_en: Annotated[str, Meta(max_length=2000)] = ""
    reason_zh: Annotated[str, Meta(max_length=2000)] = ""
    ends_earlier: bool = False


class ChangePassword(Struct):
    new_password: Secret
    password: Secret = ""
