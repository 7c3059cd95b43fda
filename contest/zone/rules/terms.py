"""What counterparts agree to before they see an entry: the first terms, and what a version of them must hold."""

from contest.lib.i18n import N_, Lazy

LONGEST = 20_000

# An edition starts with these; its organisers publish their own as the next version.
FIRST_EN = (
    "I act for my organisation, which was invited by the organisers. Nobody else signs in with my account.\n\n"
    "I see the entries that were shared with us, and of each only what its applicant agreed to. I keep what I read "
    "confidential, use it only to decide whether we want to meet, and pass it to nobody outside my organisation.\n\n"
    "I know that each page and file I open is recorded, and that the applicant sees who opened what, and when.\n\n"
    "I do not copy an applicant's work, and do not approach an applicant around the organisers before both sides have "
    "accepted a meeting.\n\n"
    "If my organisation has money in an entry, employs somebody behind it or competes with it, I say so at once. Such "
    "entries are then hidden from me.\n\n"
    "What my organisation writes into the register of needs is true. It decides what of it is published."
)
FIRST_ZH = (
    "本人代表受主办方邀请的机构行事。本人账户不由他人使用。\n\n"
    "本人仅能看到与本机构共享的作品，且仅限申请人同意公开的部分。对所阅内容保密，仅用于判断是否约见，不向本机构以外"
    "的任何人提供。\n\n"
    "本人知悉：打开的每个页面与文件均会留下记录，申请人可以看到何人于何时打开了什么。\n\n"
    "本人不抄袭申请人的成果；在双方接受会面之前，不绕过主办方接触申请人。\n\n"
    "如本机构投资了某作品、雇用其成员或与其存在竞争，本人将立即说明；此类作品随即对本人隐藏。\n\n"
    "本机构写入需求库的内容真实。公开哪些内容由本机构决定。"
)


def terms_faults(*, body_en: str, body_zh: str, before: tuple[str, str] | None) -> dict[str, Lazy | str]:
    """Why these terms cannot follow those in force, by field. `before`: the texts of the version they follow."""
    found: dict[str, Lazy | str] = {}
    for name, text in (("body_en", body_en), ("body_zh", body_zh)):
        if not text.strip():
            found[name] = N_("Give this text in both languages: people agree in their own.")
        elif len(text) > LONGEST:
            found[name] = N_("Use at most %(most)s characters.", most=LONGEST)
    if not found and (body_en, body_zh) == before:
        found["body_en"] = N_("Nothing has changed since the version in force.")
    return found
