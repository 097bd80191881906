"""Names of invented people and companies.

Here belong the names from which systems compose suppliers, contact persons and firms. The
surnames and given names are among the commonest in Finland, so that a pair names nobody; business
ids start from 7000000, far above those given out, so that none is a real company's.
"""

from sandbox.replica.draws import Draws

SURNAMES = (
    "Korhonen",
    "Virtanen",
    "Mäkinen",
    "Nieminen",
    "Mäkelä",
    "Hämäläinen",
    "Laine",
    "Heikkinen",
    "Koskinen",
    "Järvinen",
    "Lehtonen",
    "Saarinen",
    "Salminen",
    "Lindström",
)
GIVEN_NAMES = (
    "Anna",
    "Maria",
    "Päivi",
    "Satu",
    "Åsa",
    "Tiina",
    "Minna",
    "Juha",
    "Mika",
    "Jari",
    "Timo",
    "Antti",
    "Pekka",
    "Jörgen",
)

_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def person(draws: Draws) -> tuple[str, str]:
    """Return a given name and a surname."""
    return draws.pick(GIVEN_NAMES), draws.pick(SURNAMES)


def business_id(draws: Draws) -> str:
    """Return a business id (Y-tunnus) with a valid check digit."""
    while True:
        number = f"{draws.integer(7_000_000, 9_999_999)}"
        weighted = zip(number, _CHECK_WEIGHTS, strict=True)
        remainder = sum(int(digit) * weight for digit, weight in weighted) % 11
        # A remainder of 1 would need the check digit 10: such numbers are never given out.
        if remainder != 1:
            return f"{number}-{(11 - remainder) % 11}"
