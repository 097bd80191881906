"""How many rows a second the declared steps do, on one core.

    python benchmarks/steps.py [--rows 500000]

Rows of seven cells, as the city's purchases have them; reading the file is not counted.
"""

from __future__ import annotations

import argparse
import random
import time

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from pipelines.model import Step
from pipelines.validate.steps import prepare

HEADER = ["unit", "supplier", "id", "account", "account name", "day", "sum"]
MARKS = "[Oy, Oyj, Ab, Abp, Ky, ry, rf, sr, osk, säätiö, kaupunki, kunta, virasto]"
REDACT = f"{{type: redact, columns: [supplier, id], where: {{not: {{column: supplier, has_word: {MARKS}}}}}}}"  # noqa: E501
STEPS = {
    "no steps": "[]",
    "drop": "[{type: drop, columns: [id]}]",
    "keep": "[{type: keep, where: {column: unit, equals: Opetusvirasto}}]",
    "redact": f"[{REDACT}]",
    "recode": "[{type: recode, columns: [account], values: {'4344': ICT}}]",
    "pad": "[{type: pad, columns: [account], width: 6}]",
    "normalise dates": "[{type: normalise, columns: [day], form: date}]",
    "normalise numbers": "[{type: normalise, columns: [sum], form: number}]",
    "rename": "[{type: rename, columns: {sum: euros}}]",
    "derive by join": "[{type: derive, column: z, value: {join: [{column: unit}, {column: id}]}}]",
    "derive by reckoning": "[{type: derive, column: z, value: {calculate: multiply,"
    " of: [{column: sum}, '1.24'], decimals: 2}}]",
    "the purchases' three": f"[{REDACT}, {{type: normalise, columns: [day], form: date}},"
    " {type: normalise, columns: [sum], form: number}]",
}


def main() -> None:
    """Print the rows a second of each step, and of several together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    count = parser.parse_args().rows
    rows = _rows(count)
    adapter = TypeAdapter(list[Step])
    for name, text in STEPS.items():
        steps = adapter.validate_python(YAML(typ="safe").load(text))
        records = [HEADER, *(list(row) for row in rows)]
        started = time.perf_counter()
        for _ in prepare(records, steps):
            pass
        print(f"{name:22} {count / (time.perf_counter() - started):12,.0f} rows/s")


def _rows(count: int) -> list[list[str]]:
    draws = random.Random(2015)
    forms = ("Oy", "Ab", "ry", "", "Tmi")
    suppliers = [f"Rakennus Korhonen {number} {draws.choice(forms)}" for number in range(3_000)]
    return [
        [
            "Opetusvirasto",
            draws.choice(suppliers),
            "7000000-1",
            "4344",
            "ICT-palvelut",
            f"{number % 28 + 1}.{number % 12 + 1}.2015",
            f"{draws.randint(1, 9)}\u00a0{draws.randint(100, 999)},50",
        ]
        for number in range(count)
    ]


if __name__ == "__main__":
    main()
