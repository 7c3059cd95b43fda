"""Who reads which answer: the one place that every output asks."""

from contest.challenge.rules.forms.questions import READERS, Field, Form, Reader


def may_read(field: Field, reader: Reader, *, is_blind: bool = False) -> bool:
    """Whether this circle of readers sees the answers to a question. `is_blind`: the reader judges a blind round."""
    if READERS.index(reader) < READERS.index(field.seen_by):
        return False
    return not (is_blind and field.is_hidden_blind)


def hidden_from(form: Form, reader: Reader, *, is_blind: bool = False) -> frozenset[str]:
    """The keys of the questions whose answers, and files, this circle does not see."""
    return frozenset(field.key for field in form.fields if not may_read(field, reader, is_blind=is_blind))
