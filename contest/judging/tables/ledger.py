"""The ledger of scores: records, the words of people beside them, and the seals."""

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class ScoreRecord(Table, tablename="score_record"):
    """What became of a signed score, for ever: the database refuses to change or delete a row, and a job seals it.

    Nothing points at other tables, so that a row outlives what it tells of. Names and comments lie in `ScoreText`.
    """

    id = UUID(primary_key=True, default=uuid7)
    at = Timestamptz(default=now)
    step = Varchar(length=10)
    review = UUID(index=True)
    round = UUID(index=True)
    submission = UUID(index=True)
    judge = UUID()
    rubric = UUID()
    actor_id = UUID(null=True, default=None)
    data = JSONB()
    digests = JSONB()

    score_record_step_ck = Check("step in ('signed', 'changed', 'reopened', 'recused', 'waived')")


class ScoreText(Table, tablename="score_text"):
    """A name or a comment beside a record, and the salt of its digest; erased together, the chain still holds."""

    id = UUID(primary_key=True, default=uuid7)
    record = ForeignKey(ScoreRecord, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=60)
    salt = Varchar(length=64)
    text = Text()


class ScoreSeal(Table, tablename="score_seal"):
    """A link of the chain of scores: insert only, one for each record."""

    number = BigInt(primary_key=True)
    record = ForeignKey(ScoreRecord, null=False, unique=True, on_delete=OnDelete.restrict)
    hash = Varchar(length=64)
    sealed_at = Timestamptz(default=now)


class ScoreWaiting(Table, tablename="score_waiting"):
    """The records of scores that no seal covers yet."""

    record = UUID(primary_key=True)
