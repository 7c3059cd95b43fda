"""Whether a judge has agreed to the terms as they are now."""


def agreed_sql(person: str, edition: str) -> str:
    """SQL that holds where a judge has agreed to the newest terms of an edition, or it has none."""
    return (
        f"not exists (select from judge_terms t where t.edition = {edition}"  # noqa: S608 - names of columns
        f" and t.version = (select max(version) from judge_terms where edition = {edition})"
        f" and not exists (select from judge_acceptance a where a.terms = t.id and a.person = {person}))"
    )
