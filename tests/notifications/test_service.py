"""Messages on a real mail server, which may be down, slow, unwilling or gone in the middle."""

import asyncio
import email
import email.policy
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from jinja2 import ChoiceLoader, DictLoader

from contest.lib import config, db, i18n
from contest.lib.errors import Conflict, NotFound
from contest.lib.mail import bounces, compose, smtp
from contest.lib.web.render import environment
from contest.notifications import queries, service
from contest.notifications.service import Recipient
from contest.notifications.service.arrivals import take_report
from tests.lib.test_hooks import report
from tests.makers import NOW, actor_for, grant, make_edition, make_person

LIN = Recipient(person_id=None, email="lin@example.org", name="Lin Xiaoyu")

MAILS = {
    "mail/test/code.txt": (
        "Subject: {{ _('Sent') }}: {{ title }}\n\nHello {{ name }},\n\n{{ title }}\n{{ code }} {{ link }}\n"
    ),
    "mail/test/plain.txt": "Subject: {{ title }}\n\nHello {{ name }}.\n.\nFrom here & <there>\n",
    "mail/test/broken.txt": "No subject here\n",
}


@pytest.fixture(autouse=True)
def mails(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for language in i18n.LOCALES:
        with i18n.using(language):
            made = environment()
        monkeypatch.setattr(made, "loader", ChoiceLoader([DictLoader(MAILS), made.loader]))
    yield
    compose._templates.cache_clear()


class Server:
    """What a test wants of the mail server; `received` holds what was taken to the end."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.before_answer: Callable[[Any], Any] | None = None
        self.users: list[bytes] = []
        self.senders: list[str] = []

    async def handle_MAIL(self, _: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        self.senders.append(address)
        return self.answers.get("MAIL", "250 ok")

    async def handle_RCPT(self, _: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.before_answer is not None:
            await self.before_answer(server)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def authenticate(self, *arguments: Any) -> AuthResult:
        self.users.append(arguments[-1].login)
        return AuthResult(success=arguments[-1].password == b"right", handled=False)


@asynccontextmanager
async def listening(server: Server, *, user: str = "") -> AsyncIterator[str]:
    def session() -> SMTP:
        with warnings.catch_warnings():  # it warns that it takes a password in the clear: on loopback only
            warnings.simplefilter("ignore")
            return SMTP(
                server,
                hostname="mail.test",
                authenticator=server.authenticate if user else None,
                auth_required=bool(user),
                auth_require_tls=False,
            )

    listener = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    try:
        yield f"smtp://{user}127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()


@pytest.fixture
def set_smtp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def set_(address: str) -> None:
        monkeypatch.setenv("SMTP_URL", address)
        monkeypatch.setenv("MAIL_FROM", "Climate Challenge <contest@baoting.example>")
        config.settings.cache_clear()

    yield set_
    monkeypatch.undo()
    config.settings.cache_clear()


@pytest.fixture
async def server(set_smtp: Callable[[str], None]) -> AsyncIterator[Server]:
    made = Server()
    async with listening(made) as address:
        set_smtp(address)
        yield made


async def queue(kind: str = "test/plain", to: Recipient = LIN, **more: Any) -> UUID:
    plain: dict[str, Any] = {"context": {"title": "Your entry"}}
    async with db.work():
        return await service.queue_message(kind=kind, to=to, **(plain | more))


async def queue_code(**more: Any) -> UUID:
    return await queue("test/code", secrets={"code": "735199", "link": "https://contest.example/in/xyz"}, **more)


async def deliver(message_id: UUID) -> Any:
    try:
        await service.deliver(message_id=message_id, finish=db.work, now=NOW)
    finally:
        row = await db.fetchrow("select * from message where id = $1", message_id)
    return row


async def state_of(message_id: UUID) -> str:
    return str(await db.fetchval("select state from message where id = $1", message_id))


async def organiser(**where: Any) -> Any:
    person = await make_person()
    await grant(person, "programme_organiser", **where)
    return await actor_for(person)


async def test_a_message_is_written_in_the_callers_transaction() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.work():
            await service.queue_message(kind="test/plain", to=LIN, context={"title": "x"})
            raise ZeroDivisionError
    assert await db.fetchval("select count(*) from message") == 0
    assert await db.fetchval("select count(*) from outbox_event") == 0


async def test_a_message_goes_out_as_it_was_written(server: Server) -> None:
    row = await deliver(await queue())
    [mail] = server.received
    assert (row["state"], row["sent_at"], row["attempts"], row["error"]) == ("sent", NOW, 1, None)
    assert mail["From"] == "Climate Challenge <contest@baoting.example>"
    assert mail["To"] == "Lin Xiaoyu <lin@example.org>"
    assert mail["Subject"] == "Your entry"
    assert mail["Message-ID"] == f"<{row['message_id']}>" == f"<{row['id']}@baoting.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Type"].params == {"charset": "utf-8", "format": "flowed"}
    assert mail.get_content().splitlines() == ["Hello Lin Xiaoyu.", ".", " From here & <there>"]


async def test_a_message_is_in_the_readers_language_whatever_the_callers(server: Server) -> None:
    zh = Recipient(person_id=None, email="wang@example.org", name="王小雨", locale="zh")
    await deliver(await queue_code(to=zh, context={"title": "雨林村落微网"}))
    [mail] = server.received
    assert mail["Subject"] == "已发送: 雨林村落微网"
    assert mail["To"].addresses[0].display_name == "王小雨"
    assert mail.get_content().splitlines()[0] == "Hello 王小雨,"


async def test_what_people_typed_adds_no_header_and_no_second_reader(server: Server) -> None:
    evil = "Hi\r\nBcc: all@example.org\n\nBuy this"
    to = Recipient(person_id=None, email="lin@example.org", name="Lin\r\nBcc: all@example.org")
    await deliver(await queue(to=to, context={"title": evil}))
    [mail] = server.received
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hi Bcc: all@example.org Buy this"
    assert len(mail["To"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == "lin@example.org"


async def test_a_code_is_sealed_until_it_is_sent_and_wiped_then(server: Server) -> None:
    message_id = await queue_code()
    row = await db.fetchrow("select * from message where id = $1", message_id)
    assert row is not None
    assert "735199" not in str(dict(row)) and "contest.example/in" not in str(dict(row))
    assert queries.words(row["sealed_words"]) == {"code": "735199", "link": "https://contest.example/in/xyz"}
    sent = await deliver(message_id)
    assert "735199 https://contest.example/in/xyz" in server.received[0].get_content()
    assert (sent["state"], sent["sealed_words"]) == ("sent", None)


async def test_nobody_can_ask_for_a_code_by_its_mark(server: Server) -> None:
    name = "\ue000code\ue001"
    await deliver(await queue_code(to=Recipient(person_id=None, email="lin@example.org", name=name)))
    assert server.received[0].get_content().count("735199") == 1


async def test_without_a_server_a_message_is_kept_with_its_code() -> None:
    row = await deliver(await queue_code())
    assert (row["state"], row["sent_at"]) == ("kept", None)
    assert queries.words(row["sealed_words"])["code"] == "735199"


async def test_a_message_of_the_demonstration_stays_and_says_so(server: Server) -> None:
    invented = Recipient(person_id=None, email="judge1@demo.example", name="Judge", locale="zh", is_demo=True)
    row = await deliver(await queue(to=invented))
    assert row["body"].splitlines()[0] == "这是演示：本信内容均非真实。"
    assert (row["state"], server.received) == ("kept", [])


async def test_a_server_that_is_down_loses_nothing(set_smtp: Callable[[str], None]) -> None:
    server = Server()
    async with listening(server) as address:
        set_smtp(address)
    message_id = await queue_code()
    with pytest.raises(smtp.NotYet):
        await deliver(message_id)
    row = await db.fetchrow("select state, attempts, error from message where id = $1", message_id)
    assert row is not None
    assert (row["state"], row["attempts"]) == ("queued", 1)
    assert "Connect" in row["error"]
    async with listening(server) as address:
        set_smtp(address)
        assert (await deliver(message_id))["state"] == "sent"
    assert len(server.received) == 1


async def test_a_server_that_answers_too_late_is_uncertain_and_not_asked_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    forever = asyncio.Event()
    server.before_answer = lambda _: forever.wait()
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.2)
    message_id = await queue()
    row = await deliver(message_id)
    assert row["state"] == "uncertain"
    assert "Timeout" in row["error"]
    forever.set()
    assert (await deliver(message_id))["state"] == "uncertain"
    assert row["sealed_words"] is None


async def test_a_server_that_dies_after_the_text_is_uncertain(server: Server) -> None:
    async def die(session: Any) -> None:
        session.transport.abort()

    server.before_answer = die
    row = await deliver(await queue())
    assert (row["state"], row["sent_at"]) == ("uncertain", None)
    assert row["error"] != ""
    assert len(server.received) == 1  # it did arrive: sending it again would have been wrong


async def test_a_run_after_one_that_died_while_sending_is_uncertain(server: Server) -> None:
    message_id = await queue()
    await db.execute("update message set state = 'sending' where id = $1", message_id)
    assert (await deliver(message_id))["state"] == "uncertain"
    assert server.received == []


@pytest.mark.parametrize(
    ("step", "answer", "state"),
    [
        ("RCPT", "550 no such mailbox", "bounced"),
        ("DATA", "554 spam", "bounced"),
        ("RCPT", "450 try later", "queued"),
        ("DATA", "451 try later", "queued"),
        ("MAIL", "550 who are you", "queued"),
    ],
)
async def test_what_the_server_says_decides(server: Server, step: str, answer: str, state: str) -> None:
    server.answers[step] = answer
    message_id = await queue()
    if state == "queued":
        with pytest.raises(smtp.NotYet):
            await deliver(message_id)
        assert await state_of(message_id) == "queued"
        server.answers.clear()
        assert (await deliver(message_id))["state"] == "sent"
    else:
        row = await deliver(message_id)
        assert (row["state"], row["error"]) == (state, answer)


async def test_an_address_that_is_none_bounces(server: Server) -> None:
    to = Recipient(person_id=None, email="no address\r\nBcc: x@example.org", name="X")
    row = await deliver(await queue(to=to))
    assert (row["state"], server.received) == ("bounced", [])


@pytest.mark.parametrize(
    ("password", "state", "error"),
    [("right", "sent", None), ("wrong", "queued", "535 5.7.8 Authentication credentials invalid")],
)
async def test_the_server_may_want_a_password(
    set_smtp: Callable[[str], None], password: str, state: str, error: str | None
) -> None:
    server = Server()
    async with listening(server, user=f"us%40er:{password}@") as address:
        set_smtp(address)
        message_id = await queue()
        with suppress(smtp.NotYet):
            await deliver(message_id)
    row = await db.fetchrow("select state, error from message where id = $1", message_id)
    assert row is not None
    assert (row["state"], row["error"]) == (state, error)
    assert server.users[0] == b"us@er"


async def test_a_message_that_needs_approval_waits_for_it(server: Server) -> None:
    actor = await organiser()
    message_id = await queue(needs_approval=True)
    assert (await deliver(message_id))["state"] == "drafted"
    assert await db.fetchval("select count(*) from outbox_event") == 0
    async with db.work():
        await service.approve(actor=actor, message_id=message_id, now=NOW)
    assert await state_of(message_id) == "approved"
    assert await db.fetchval("select name from outbox_event") == "message.queued"
    row = await deliver(message_id)
    assert (row["state"], row["approved_by"]) == ("sent", actor.person_id)
    assert await db.fetchval("select action from audit_record") == "message.approve"


async def test_a_withdrawn_message_never_goes_out(server: Server) -> None:
    actor = await organiser()
    message_id = await queue_code()
    async with db.work():
        await service.withdraw(actor=actor, message_id=message_id)
    row = await deliver(message_id)
    assert (row["state"], row["sealed_words"], server.received) == ("withdrawn", None, [])


async def test_a_message_withdrawn_while_the_server_was_asked_does_not_go_out(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await organiser()
    message_id = await queue()
    take = server.handle_RCPT

    async def withdraw_now(*arguments: Any) -> str:
        async with db.work():
            await service.withdraw(actor=actor, message_id=message_id)
        return await take(*arguments)

    monkeypatch.setattr(server, "handle_RCPT", withdraw_now)
    with pytest.raises(smtp.NotYet):
        await deliver(message_id)
    assert (await state_of(message_id), server.received) == ("withdrawn", [])


async def test_what_was_kept_goes_out_when_a_server_is_there(set_smtp: Callable[[str], None]) -> None:
    actor = await organiser()
    message_id = await queue_code()
    await deliver(message_id)
    server = Server()
    async with listening(server) as address:
        set_smtp(address)
        async with db.work():
            await service.send_again(actor=actor, message_id=message_id, now=NOW)
        assert (await deliver(message_id))["state"] == "sent"
    assert "735199" in server.received[0].get_content()


async def test_sending_again_is_refused_where_it_makes_no_sense(set_smtp: Callable[[str], None]) -> None:
    actor = await organiser()
    kept, invented = (
        await queue_code(),
        await queue(to=Recipient(person_id=None, email="a@b.example", name="", is_demo=True)),
    )
    for message_id in (kept, invented):
        await deliver(message_id)
        with pytest.raises(Conflict):
            async with db.work():
                await service.send_again(actor=actor, message_id=message_id, now=NOW)
    set_smtp("smtp://127.0.0.1:9")
    await db.execute("update message set sealed_words = 'made with another key' where id = $1", kept)
    for message_id in (kept, invented):
        with pytest.raises(Conflict):
            async with db.work():
                await service.send_again(actor=actor, message_id=message_id, now=NOW)
        assert await state_of(message_id) == "kept"


async def test_an_organiser_of_another_edition_finds_no_message() -> None:
    edition, other = await make_edition(), await make_edition()
    stranger, own = await organiser(edition_id=other), await organiser(edition_id=edition)
    message_id = await queue(needs_approval=True, edition_id=edition)
    with pytest.raises(NotFound):
        async with db.work():
            await service.approve(actor=stranger, message_id=message_id, now=NOW)
    with pytest.raises(NotFound):
        await queries.message(stranger, message_id=message_id, may_reveal=True)
    assert (await queries.messages(stranger, state=None, page=1)).lines == []
    assert [line.id for line in (await queries.messages(own, state=None, page=1)).lines] == [message_id]
    async with db.work():
        await service.approve(actor=own, message_id=message_id, now=NOW)


async def test_a_template_without_a_subject_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not begin with a subject"):
        await queue("test/broken")


async def test_the_invariants_hold_and_find_what_breaks_them(server: Server) -> None:
    message_id = await queue_code()
    await deliver(message_id)
    for sql in queries.INVARIANTS.values():
        assert await db.fetch(sql) == []
    await db.execute("update message set sealed_words = 'x', needs_approval = true, is_demo = true")
    for sql in queries.INVARIANTS.values():
        assert [row["id"] for row in await db.fetch(sql)] == [message_id]


async def test_a_mail_that_comes_back_to_its_own_address_is_bounced_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_BOUNCES", "bounces@baoting.example")
    config.settings.cache_clear()
    row = await deliver(await queue())
    assert server.senders == [bounces.return_address(row["id"])]
    raw = report("failed", to=server.senders[0])
    assert [await take_report(raw) for _ in range(2)] == [True, False]
    assert await state_of(row["id"]) == "bounced"


async def test_what_a_server_tells_later_settles_what_was_uncertain(server: Server) -> None:
    one, two, three = [(await deliver(await queue()))["id"] for _ in range(3)]
    await db.execute("update message set state = 'uncertain' where id = $1", one)
    told = [
        service.Arrival(message_id=one, outcome="delivered"),
        service.Arrival(message_id=two, outcome="complained"),
        service.Arrival(message_id=three, outcome="failed", reason="x" * 999),
    ]
    async with db.work():
        assert await service.note_arrivals(arrivals=told) == 3
    assert [await state_of(one) for one in (one, two, three)] == ["delivered", "sent", "bounced"]
    assert await db.fetchval("select email from mail_refusal") == "lin@example.org"
    drafted = await queue(needs_approval=True)
    async with db.work():
        assert await service.note_arrivals(arrivals=[service.Arrival(message_id=drafted, outcome="failed")]) == 0
