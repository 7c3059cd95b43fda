"""What judges agree to before they see a name: an edition's first terms, and what a version of them must hold."""

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

MOST_TEXT = 20_000


class Terms(Struct, frozen=True, kw_only=True):
    """The terms of judging and the promise of confidentiality, in both languages."""

    terms_en: str
    terms_zh: str
    confidentiality_en: str
    confidentiality_zh: str


PARTS = ("terms_en", "terms_zh", "confidentiality_en", "confidentiality_zh")

# An edition starts with these; its organisers publish their own as the next version.
FIRST = Terms(
    terms_en=(
        "I judge myself: I read each entry that I am given, and nobody else judges in my name.\n\n"
        "I judge by the rubric alone, each entry for itself. Country, language, age or gender of those "
        "behind it play no part.\n\n"
        "Before I see any entry I say whom I am too close to: family, money, my employer now or lately, and "
        "anyone I worked with in the last four years. When I notice it later I say so at once and stop "
        "reading.\n\n"
        "I take nothing from applicants and do not speak with them about their entry while it is judged.\n\n"
        "I sign my reviews by the date agreed, or say early that I cannot.\n\n"
        "I know that my scores go into a sealed record, that they are published without my name where I agree "
        "to it, so that the result can be checked, and that the chair of the panel sees how scores differ by country, "
        "language and field. No score is ever changed automatically."
    ),
    terms_zh=(
        "本人亲自评审：阅读分配给我的每一件作品，不由他人代评。\n\n"
        "仅依据评分标准独立评审每一件作品。参赛者的国家、语言、年龄与性别不影响评分。\n\n"
        "在看到任何作品之前，我会申报与我关系过近的人与机构：亲属、经济利益、现在或近期的雇主，以及最近四年内"
        "共事过的人。如事后发现，我会立即说明并停止阅读。\n\n"
        "评审期间不接受参赛者的任何利益，也不与其讨论参赛作品。\n\n"
        "我会在约定日期前签署评审意见；如无法完成，会尽早告知。\n\n"
        "我知悉：我的评分将写入封存记录；为便于核查结果，经本人同意，评分将以匿名方式公开；评审组长可看到评分在国家、语"
        "言与领域间的差异。任何评分都不会被自动更改。"
    ),
    confidentiality_en=(
        "I keep secret what I learn from the entries, from other judges and from the discussion, for as long "
        "as the applicants have not published it themselves.\n\n"
        "I use it for judging only: not for my own work, not for an investment, not for others.\n\n"
        "I do not copy or forward files. I do not give entries or parts of them to services that keep or "
        "learn from what they are sent.\n\n"
        "When judging is over I delete what I kept."
    ),
    confidentiality_zh=(
        "对于从参赛作品、其他评委及讨论中获知的内容，在参赛者自行公开之前，我予以保密。\n\n"
        "这些内容仅用于评审，不用于我自己的工作、投资或他人。\n\n"
        "我不复制、不转发文件，也不将作品或其部分内容提交给会留存或学习所接收内容的服务。\n\n"
        "评审结束后，我会删除自己留存的内容。"
    ),
)


def problems(terms: Terms) -> dict[str, Lazy | str]:
    """What is wrong with a version, by field: each part is needed in both languages."""
    found: dict[str, Lazy | str] = {}
    for part in PARTS:
        text = getattr(terms, part)
        if not text.strip():
            found[part] = N_("This answer is needed.")
        elif len(text) > MOST_TEXT:
            found[part] = N_("Use at most %(most)s characters.", most=MOST_TEXT)
    return found
