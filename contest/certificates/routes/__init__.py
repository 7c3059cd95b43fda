"""Pages of certificates: anybody checks one, who won it has its file, an organiser sets what they look like."""

from contest.certificates.routes import changing, checking, designs

ROUTES = [*checking.ROUTES, *designs.ROUTES, *changing.ROUTES]
