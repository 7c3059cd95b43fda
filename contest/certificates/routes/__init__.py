"""Pages of certificates: anybody checks one, who won it has its file, an organiser sets what they look like."""

from contest.certificates.routes import batches, bundles, changing, checking, designs, holding, known, lists, logos

ROUTES = [
    *known.ROUTES,
    *checking.ROUTES,
    *holding.ROUTES,
    *designs.ROUTES,
    *logos.ROUTES,
    *changing.ROUTES,
    *batches.ROUTES,
    *lists.ROUTES,
    *bundles.ROUTES,
]
