from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T14:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The words of what was handed in, of people and of messages, for the search"

# Other scripts word by word, Chinese by pairs of characters: those that begin at an even place of a run, those at an
# odd one, and its last character alone.
WORDS = r"""
    to_tsvector('simple', regexp_replace(lower(t), '[^[:alnum:]]+|[㐀-䶿一-鿿]+', ' ', 'g'))
    || to_tsvector('simple', regexp_replace(regexp_replace(t, '[^㐀-䶿一-鿿]+', ' ', 'g'),
                                            '([㐀-䶿一-鿿][㐀-䶿一-鿿])', ' \1 ', 'g'))
    || to_tsvector('simple', regexp_replace(regexp_replace(regexp_replace(t, '[^㐀-䶿一-鿿]+', ' ', 'g'),
                                            '(^| )[㐀-䶿一-鿿]', '\1', 'g'), '([㐀-䶿一-鿿][㐀-䶿一-鿿])', ' \1 ', 'g'))
"""

ADD = (
    f"create function words_of(t text) returns tsvector language sql immutable parallel safe as $$ select {WORDS} $$",
    f"""create function words_of_entry(content jsonb) returns tsvector language sql immutable parallel safe as $$
    select {WORDS} from (select concat_ws(' ', content ->> 'code', content ->> 'title_en', content ->> 'title_zh',
           content ->> 'summary_en', content ->> 'summary_zh', content ->> 'organisation_name',
           (select string_agg(value, ' ') from jsonb_each_text(content -> 'answers'))) as t) as entry $$""",
    "alter table submission_version"
    " add column words tsvector not null generated always as (words_of_entry(content)) stored",
    "create index submission_version_words_ix on submission_version using gin (words)",
    "create index submission_version_country_ix on submission_version (country)",
    "create index submission_version_submitted_ix on submission_version (submitted_at)",
    "create index person_words_ix on person using gin (words_of(name || ' ' || email))",
    "create index message_words_ix on message using gin (words_of(recipient_name || ' ' || email || ' ' || subject))",
    "create index entry_figures_mean_ix on entry_figures (mean)",
)
DROP = (
    "drop index entry_figures_mean_ix",
    "drop index message_words_ix",
    "drop index person_words_ix",
    "drop index submission_version_submitted_ix",
    "drop index submission_version_country_ix",
    "alter table submission_version drop column words",
    "drop function words_of_entry(jsonb)",
    "drop function words_of(text)",
)


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        for what in ADD:
            await RawTable.raw(what)

    async def drop():
        for what in DROP:
            await RawTable.raw(what)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
