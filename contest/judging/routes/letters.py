"""Confidential letters about an entry, for a judge whose round lets its judges read them."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.files import service as files
from contest.judging import queries
from contest.judging.queries.reviews import ReviewPage
from contest.lib.errors import NotFound
from contest.lib.web.download import download
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions.queries import Letter, letters_for_judges


async def letters_of(review: ReviewPage) -> list[Letter]:
    """The letters that the reader of this review may read; only a talent has any."""
    if review.entry.kind != "talent":
        return []
    return await letters_for_judges(submission_id=review.entry.submission_id, round_id=review.round_id)


@get("/judging/reviews/{review_id:uuid}/letters", guards=[signed_in])
async def letters(request: Request, review_id: UUID) -> Response[bytes]:
    """What the referees wrote; nothing is here in a blind round, or where organisers keep letters to themselves."""
    review = await queries.review_page(actor=actor_of(request), review_id=review_id)
    found = await letters_of(review)
    if not found:
        raise NotFound
    return page("judging/letters.html", request, review=review, letters=found, is_demo=review.is_demo)


@get("/judging/reviews/{review_id:uuid}/letters/{referee_id:uuid}", guards=[signed_in])
async def letter_file(request: Request, review_id: UUID, referee_id: UUID) -> Response[Any]:
    review = await queries.review_page(actor=actor_of(request), review_id=review_id)
    found = await letters_of(review)
    file_id = next((letter.file_id for letter in found if letter.id == referee_id), None)
    if file_id is None:
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


ROUTES = [letters, letter_file]
