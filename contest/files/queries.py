"""What the database promises of files."""

INVARIANTS: dict[str, str] = {
    "a checked file has a size, a digest and a type": """
        select id from file
         where state = 'checked' and (size is null or sha256 is null or content_type is null or pages is null)""",
    "a refused file says why": "select id from file where state = 'refused' and coalesce(reason, '') = ''",
    "what has arrived is no larger than what may be taken": """
        select id from file where size > 20 * 1024 * 1024""",
}
