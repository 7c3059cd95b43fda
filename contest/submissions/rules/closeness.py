"""How names and addresses are compared where two of them may mean the same organisation."""

import unicodedata

# Mailboxes that anyone can have, and names that are kept for examples: sharing one says nothing.
# fmt: off
FREE_MAIL = frozenset([
    "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "aol.com", "example.com", "example.net", "example.org",
    "fastmail.com", "foxmail.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
    "hey.com", "hotmail.com", "hotmail.fr", "icloud.com", "laposte.net", "libero.it", "live.cn", "live.com",
    "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.fr",
    "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com", "sina.cn", "sina.com", "sohu.com", "t-online.de",
    "tutanota.com", "vip.163.com", "vip.qq.com", "web.de", "wanadoo.fr", "yahoo.co.jp", "yahoo.com", "yahoo.fr",
    "yandex.com", "yandex.ru", "yeah.net", "zoho.com",
])
# fmt: on
NOBODYS = (".example", ".test", ".invalid", ".localhost")


def plain_name(name: str) -> str:
    """A name for comparing: without case, width, spaces and punctuation, `ACME (上海)` is `acme上海`."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def mail_domain(address: str) -> str | None:
    """The domain of an address, a page or a bare domain, or None where having the same one says nothing."""
    bare = address.strip().lower().rpartition("://")[2].partition("/")[0]
    domain = bare.rpartition("@")[2].rstrip(".").removeprefix("www.")
    if "." not in domain or domain in FREE_MAIL or domain.endswith(NOBODYS):
        return None
    return domain
