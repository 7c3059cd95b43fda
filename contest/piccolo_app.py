"""All tables of all slices, for Piccolo's migrations: one linear history."""

from piccolo.conf.apps import AppConfig, table_finder

from contest.lib.config import ROOT

TABLES = [
    "contest.lib.outbox.tables",
    "contest.lib.storage.tables",
    "contest.audit.tables",
    "contest.notifications.tables",
    "contest.accounts.tables",
    "contest.files.tables",
    "contest.impact.tables",
    "contest.zone.tables",
    "contest.challenge.tables",
    "contest.submissions.tables",
    "contest.submissions.tables.teams",
    "contest.submissions.tables.sharing",
    "contest.submissions.tables.importing",
    "contest.submissions.tables.late",
    "contest.submissions.tables.translations",
    "contest.judging.tables",
    "contest.judging.tables.after",
    "contest.judging.tables.discussion",
    "contest.judging.tables.figures",
    "contest.judging.tables.ledger",
    "contest.judging.tables.live",
    "contest.judging.tables.people",
    "contest.judging.tables.sheets",
    "contest.incubator.tables",
    "contest.incubator.tables.desk",
    "contest.incubator.tables.milestones",
    "contest.incubator.tables.tranches",
    "contest.incubator.tables.reports",
    "contest.incubator.tables.alerts",
    "contest.incubator.tables.mentors",
    "contest.incubator.tables.products",
    "contest.incubator.tables.funders",
    "contest.incubator.tables.roadmap",
    "contest.roadshow.tables",
    "contest.roadshow.tables.programme",
    "contest.roadshow.tables.after",
    "contest.roadshow.tables.day",
    "contest.certificates.tables",
    "contest.desk.tables",
    "contest.privacy.tables",
]

APP_CONFIG = AppConfig(
    app_name="contest",
    migrations_folder_path=str(ROOT / "migrations"),
    table_classes=table_finder(modules=TABLES, exclude_imported=True),
)
