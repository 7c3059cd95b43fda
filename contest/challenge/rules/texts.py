"""The rules of an edition: what a version must be, and with which words an organiser begins."""

from contest.lib.i18n import N_, Lazy

LONGEST = 20_000
LONGEST_REASON = 2_000


def text_faults(body_en: str, body_zh: str) -> dict[str, Lazy | str]:
    """Why this text cannot even be kept as a draft, by field."""
    return {
        name: N_("Use at most %(most)s characters.", most=LONGEST)
        for name, text in (("body_en", body_en), ("body_zh", body_zh))
        if len(text) > LONGEST
    }


def publish_faults(
    *, body_en: str, body_zh: str, before: tuple[str, str] | None, reason_en: str, reason_zh: str
) -> dict[str, Lazy | str]:
    """Why this text cannot be published now, by field. `before`: the texts of the version it follows."""
    found: dict[str, Lazy | str] = {}
    if not body_en.strip():
        found["body_en"] = N_("Write it in English too: people accept it in their language.")
    if not body_zh.strip():
        found["body_zh"] = N_("Write it in Chinese too: people accept it in their language.")
    if before is None or found:
        return found
    if (body_en, body_zh) == before:
        found["body_en"] = N_("Nothing has changed since the version in force.")
    elif not (reason_en or reason_zh):
        found["reason_en"] = N_("Say why in one language at least: everybody can read it.")
    if max(len(reason_en), len(reason_zh)) > LONGEST_REASON:
        found["reason_en"] = N_("Use at most %(most)s characters.", most=LONGEST_REASON)
    return found


# What an edition begins with, as a draft: its organisers make it theirs.
BEGINNING_EN = """\
1. Who may enter
Anyone, from any country, unless the call of a round says otherwise. Whoever organises or judges a round does \
not enter it.

2. The entry
An entry is true and the applicant's own work. It holds no classified content and no state secrets. One \
language, English or Chinese, is enough. It can be changed and handed in again until the deadline; the last \
version that was handed in counts. The clock of the server decides.

3. Rights
The applicant keeps all rights to what is handed in. The organisers may publish the award and the code of \
the entry; its title and names only with the applicant's consent. Judges have promised confidentiality. What \
is shown at a public event is public: protect it before.

4. Judging
Judges without ties to an entry score it alone, on the published criteria. Who is too close to an entry does \
not see it. Entries with the same result share their rank or both go on; it is never decided by who handed in \
first.

5. Public notice and objections
Results are shown in a public notice before they are final. Anyone may object under their own name to the \
procedure: eligibility, ties, arithmetic, the way it was done. People outside the panel decide on an \
objection in writing.

6. Exclusion
An entry that breaks these rules, or rests on false statements, can be excluded with a reason, and its award \
withdrawn.

7. Personal data
What is needed to run the contest is kept as long as the contest needs it. Everything else is done only with \
consent, which can be withdrawn at any time in the account.
"""

BEGINNING_ZH = """\
一、参赛资格
除赛区征集另有规定外，面向全球开放，不限国家和地区。赛区的组织者与评委不得参加本赛区。

二、申报内容
申报内容须真实，且为申请人原创成果，不含涉密内容或国家秘密。中文或英文填写一种即可。截止前可修改并重新提交，以\
最后一次提交的版本为准；时间以服务器时钟为准。

三、权利
申请人保留所提交内容的全部权利。组织者可公开奖项与作品编号；作品名称与姓名须经申请人同意方可公开。评委已承诺保\
密。公开活动中展示的内容即为公开，请事先做好保护。

四、评审
与作品无关联的评委依据公布的标准独立评分；与作品关系过近者不得查看该作品。结果相同的作品名次并列或一并晋级，绝\
不以提交先后决定。

五、公示与异议
结果在最终生效前予以公示。任何人可实名对程序提出异议，包括资格、利益冲突、计算与流程；由评审组以外的人员书面裁\
定。

六、取消资格
违反本规则或内容虚假的作品，可说明理由后取消资格，并撤销奖项。

七、个人信息
仅在竞赛所需期限内保存竞赛所需信息。其他用途须经本人同意，并可随时在账户中撤回。
"""
