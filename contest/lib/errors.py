"""What can go wrong in a verb, each with its HTTP status; rendered once, as a page or as problem+json."""

from typing import Any, ClassVar

from contest.lib.i18n import N_, Lazy


class AppError(Exception):
    """An answer that is not a success. `message` is shown to the person as it is."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    default: ClassVar[Lazy] = N_("Something went wrong on our side.")

    def __init__(self, message: Lazy | str | None = None, **facts: Any) -> None:
        self.message: Lazy | str = message or self.default
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(AppError):
    """It does not exist, or the actor may not know that it does."""

    status = 404
    code = "not_found"
    default = N_("There is nothing at this address, or it is not open to you.")


class NotSignedIn(AppError):
    """The verb needs a person; the page offers to sign in and keeps what was typed."""

    status = 401
    code = "not_signed_in"
    default = N_("Sign in to go on.")


class NeedsFactor(AppError):
    """The actor has the role and has not shown their second factor in this session; the page asks for it."""

    status = 403
    code = "needs_factor"
    default = N_("Confirm with your second factor to go on.")


class NotAllowed(AppError):
    """The actor knows the thing and may not do this to it. Recorded."""

    status = 403
    code = "not_allowed"
    default = N_("You are not allowed to do this.")


class LooksOnly(AppError):
    """Somebody looks through another person's eyes: nothing is written, whatever was asked for."""

    status = 403
    code = "looks_only"
    default = N_("You are looking through the eyes of somebody else: nothing can be changed. Stop looking first.")


class StaleForm(AppError):
    """The form's token is missing, old or another's: nothing was done."""

    status = 403
    code = "stale_form"
    default = N_("This form was open for too long. Nothing was saved yet; send it again.")


class Conflict(AppError):
    """The step does not fit the state: done already, changed by somebody, not its turn. Recorded."""

    status = 409
    code = "conflict"
    default = N_("This has changed in the meantime.")


class TooLate(Conflict):
    """The server's clock has passed the deadline. Recorded."""

    code = "too_late"
    default = N_("The deadline has passed.")


class TooLarge(AppError):
    """More bytes than the limit says."""

    status = 413
    code = "too_large"
    default = N_("This is larger than what can be taken.")


class Invalid(AppError):
    """What was typed cannot be taken. `fields` says why, by field; the form is shown again with every word kept."""

    status = 422
    code = "invalid"
    default = N_("Some answers need another look.")

    def __init__(
        self,
        message: Lazy | str | None = None,
        *,
        field: str | None = None,
        fields: dict[str, Lazy | str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(message, **facts)
        self.fields: dict[str, Lazy | str] = dict(fields or {})
        if field is not None:
            self.fields[field] = self.message


class TooMany(AppError):
    """Too many tries; `retry_after` seconds until the next is taken."""

    status = 429
    code = "too_many"
    default = N_("Too many tries. Wait a little, then try again.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(AppError):
    """A part of the installation does not answer; trying again later helps."""

    status = 503
    code = "unavailable"
    default = N_("A part of this site does not answer just now. Nothing is lost; try again in a minute.")
