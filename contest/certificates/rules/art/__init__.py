"""The pictures of the designs: each certificate has its own, drawn from its code, the same for ever."""

from contest.certificates.rules.art.contours import contours as contours
from contest.certificates.rules.art.ridge import ridge as ridge
from contest.certificates.rules.art.rings import rings as rings
