"""The texts with which an installation begins, as version 1 of each purpose: English and Chinese."""

FIRST: dict[str, tuple[str, str]] = {
    "run": (
        "To run the contest we keep your name, your e-mail address, what you write and upload, and what becomes of it. "
        "Organisers and screeners of the rounds that you enter read it; judges in your own country read your entries. "
        "We keep entries that were not shortlisted for 12 months, shortlisted ones for 36 months, and the register of "
        "awards for 10 years. You can have a copy of your data, have it corrected, and have it erased.",
        "为举办竞赛，我们保存您的姓名、电子邮箱、您填写与上传的内容及其处理结果。您参加的赛区的组织者与初审人员可查阅；"
        "您所在国家或地区的评委可阅读您的作品。未入围作品保存12个月，入围作品保存36个月，获奖名册保存10年。"
        "您可以查阅、复制、更正和删除您的数据。",
    ),
    "judges_abroad": (
        "Judges who work in the place named here may read your entries: what you wrote, the files you handed in and, "
        "unless the round is blind, who you are. They have promised confidentiality. Without this consent judges of "
        "other places read and score your entries. If you withdraw it, your entries disappear from their lists at "
        "once; what they have signed before stays counted.",
        "在此处所列地区工作的评委可阅读您的作品，包括您填写的内容、提交的文件，以及（非匿名评审时）您的身份。评委已承诺保密。"
        "若不同意，则由其他地区的评委阅读和评分。撤回后，您的作品立即从其列表中消失；此前已签署的评分仍然有效。",
    ),
    "transfer": (
        "Your data may be sent to the place named here, where another law on personal data holds, so that people who "
        "work there for the contest can read it. The risk is that authorities there may demand access, and that your "
        "rights may be harder to enforce. If you withdraw this consent, nobody there reads more of it from then on.",
        "为竞赛之需，您的数据可被传输至此处所列地区，由在当地为竞赛工作的人员查阅。该地区适用不同的个人信息保护法律："
        "当地主管机关可能依法要求访问，您的权利可能较难行使。撤回后，当地人员不再查阅您的数据。",
    ),
    "public_page": (
        "If an entry of yours is awarded or advances, its title is shown with the results. Whoever has the code of a "
        "certificate of yours sees your name when they check it. Without this consent results name only the code of "
        "the entry, and a check of a certificate asks for the name instead of showing it.",
        "若您的作品获奖或晋级，其名称将在结果页公开。持有您证书编码的人在查验时可看到您的姓名。"
        "若不同意，结果页仅显示作品编号；查验证书时须输入姓名核对，而不显示姓名。",
    ),
    "media": (
        "Photos and films made of you at events of the contest may be published by the organisers on their pages and "
        "in reports. If you withdraw this consent, they are taken off the organisers' own pages; print and what others "
        "have copied cannot be called back.",
        "组织者可在其网页与报告中发布在竞赛活动中为您拍摄的照片与视频。撤回后，组织者将从自有网页撤下；"
        "已印刷或被他人复制的内容无法收回。",
    ),
    "contacts": (
        "Your name, e-mail address and telephone number are given to an investor, an owner of a need or a partner "
        "after both of you have accepted to meet. Nobody gets them before, and nobody may pass them on.",
        "在您与投资人、需求方或合作伙伴双方均接受会面后，您的姓名、邮箱与电话将提供给对方。此前任何人无法获得，对方亦不得转交他人。",
    ),
    "newsletter": (
        "You get mails that the contest does not need: news of new calls and of the partners' work, a few times a "
        "year. Mails about your own entries, reviews and certificates come in any case.",
        "您将收到非竞赛必需的邮件，如新的征集与合作伙伴动态，每年数次。有关您本人的作品、评审与证书的邮件不受此影响。",
    ),
}
