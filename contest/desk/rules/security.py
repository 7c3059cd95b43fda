"""What an operator is told of the safety of the installation: a test holds it to the code. Pure."""

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

ADDRESS, PERSON, TYPED, TOKEN = N_("address"), N_("person"), N_("what was typed"), N_("token")
ROUND, PARTNER = N_("round"), N_("partner")


class Limit(Struct, frozen=True):
    """At most `most` in `seconds` of the first, counted under `key` for each `by`."""

    key: str
    by: Lazy
    most: int
    seconds: int
    what: Lazy


LIMITS = (
    Limit("{what}:address", ADDRESS, 100, 900, N_("Signing in and codes, tries")),
    Limit("{what}", TYPED, 10, 900, N_("Signing in and codes, tries for one account")),
    Limit("factor", PERSON, 5, 300, N_("Second factor, tries")),
    Limit("code:address", ADDRESS, 100, 900, N_("Codes of a mail, tries")),
    Limit("sign-up:address", ADDRESS, 20, 3600, N_("New accounts")),
    Limit("mail", TYPED, 5, 900, N_("Mails with a code to one address")),
    Limit("mail:address", ADDRESS, 40, 900, N_("Mails with a code, asked for")),
    Limit("link", TYPED, 10, 900, N_("A judge's link, tries")),
    Limit("link:address", ADDRESS, 100, 900, N_("Judges' links, tries")),
    Limit("link:look", ADDRESS, 200, 900, N_("Judges' links, opened")),
    Limit("link-mail", PERSON, 5, 3600, N_("A link asked for anew")),
    Limit("verify-looks", ADDRESS, 60, 60, N_("Certificates looked up")),
    Limit("verify-misses", ADDRESS, 20, 600, N_("Certificates looked up that do not exist")),
    Limit("verify-files", ADDRESS, 20, 60, N_("Files of certificates checked")),
    Limit("certificate-status", ADDRESS, 60, 60, N_("Lists of what holds no more")),
    Limit("api", TOKEN, 600, 60, N_("Calls of the API")),
    Limit("ask", ADDRESS, 5, 3600, N_("Questions before a call closes")),
    Limit("ask-round", ROUND, 100, 86_400, N_("Questions before a call closes, in all")),
    Limit("nomination", ADDRESS, 60, 600, N_("Nominations, answered")),
    Limit("nominations", PARTNER, 40, 86_400, N_("Nominations, made")),
    Limit("stop", ADDRESS, 60, 600, N_("Mails stopped")),
    Limit("come", ADDRESS, 20, 3600, N_("Guests who say that they come")),
    Limit("come", PERSON, 20, 3600, N_("Events that a program says somebody comes to")),
    Limit("letters", ADDRESS, 100, 900, N_("Letters of referees, opened and sent")),
    Limit("late", PERSON, 12, 3600, N_("Requests for more time")),
    Limit("late-from", ADDRESS, 60, 3600, N_("Requests for more time, by address")),
    Limit("drafts", PERSON, 50, 86_400, N_("Entries begun")),
    Limit("uploads", PERSON, 100, 3600, N_("Files uploaded")),
    Limit("parts", PERSON, 5_000, 3600, N_("Parts of files")),
    Limit("questions", PERSON, 60, 3600, N_("Questions about an entry")),
    Limit("invitations", PERSON, 40, 86_400, N_("Invitations into a team")),
    Limit("referees", PERSON, 20, 86_400, N_("Referees asked")),
    Limit("receipts", PERSON, 60, 3600, N_("Receipts made")),
    Limit("objection", PERSON, 20, 86_400, N_("Objections")),
    Limit("discussion", PERSON, 100, 3600, N_("Said in a discussion")),
    Limit("reports", PERSON, 60, 3600, N_("Reports of ventures")),
    Limit("exports", PERSON, 300, 3600, N_("Lists taken away")),
    Limit("imports", PERSON, 60, 3600, N_("Lists brought in")),
    Limit("certificates-zip", PERSON, 20, 3600, N_("Batches of certificates taken away")),
    Limit("design-preview", PERSON, 120, 60, N_("Previews of a design")),
    Limit("rehearsal", PERSON, 30, 3600, N_("Rounds rehearsed")),
)

HEADERS = {
    "content-security-policy": N_("Scripts, styles, pictures from this site only; nothing inline; nobody frames it."),
    "x-content-type-options": N_("A file is what it says, never guessed to be a script."),
    "referrer-policy": N_("Other sites do not learn which page somebody came from."),
    "x-frame-options": N_("The same against frames, for old browsers."),
    "cross-origin-opener-policy": N_("A page that opened this one cannot reach into it."),
    "permissions-policy": N_("No camera, no place, no microphone."),
    "strict-transport-security": N_("Browsers come back over https only; sent where PUBLIC_URL is https."),
}

LOGGED = {
    "method": N_("GET or POST"),
    "path": N_("the address without its question: no search, no code, no name"),
    "status": N_("the answer"),
    "ms": N_("how long it took"),
    "person": N_("an id, nothing where nobody is signed in"),
    "request_id": N_("also in the answer's header x-request-id: ask people for it"),
}


def concerns(
    *, is_loopback: bool, is_secure: bool, trusts_everybody: bool, has_contact: bool, has_backup: bool
) -> list[Lazy]:
    """What an operator should mend before others come."""
    found = []
    if not is_loopback and not is_secure:
        found.append(N_("PUBLIC_URL is not https: passwords and sessions cross the net in clear."))
    if trusts_everybody:
        found.append(N_("TRUSTED_PROXIES trusts every address: anybody can write whose tries theirs count as."))
    if not has_contact:
        found.append(N_("SECURITY_CONTACT is not set: whoever finds a flaw does not learn whom to tell."))
    if not has_backup:
        found.append(N_("BACKUP_KEY and BACKUP_BUCKET are not both set: no backup is made by itself."))
    return found
