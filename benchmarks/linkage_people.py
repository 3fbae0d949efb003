"""An invented district in which some people are recorded twice, with the truth of who is who.

How its clerks misspell is written here and nowhere else: nothing of `binakampung` is imported, so that what the matcher
folds and what was spoilt here agree only as far as both know the same island. The names are invented from pieces.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pyarrow as pa

TODAY = date(2026, 11, 1)
COLUMNS = ("id", "family_id", "village", "hamlet", "rt", "name", "sex", "birth_date", "mother_name", "nik_hash")
SCHEMA = pa.schema([(name, pa.date32() if name == "birth_date" else pa.string()) for name in COLUMNS])

MEN = [
    "Rizal", "Hidayat", "Fauzi", "Hasan", "Husen", "Ridwan", "Syafi'i", "Kholil", "Anwar", "Rofiq", "Zainuddin",
    "Basri", "Mukhlis", "Hamdani", "Rosyid", "Faisal", "Maulana", "Ramadhan", "Iqbal", "Fikri", "Ilham", "Arifin",
    "Junaidi", "Holis", "Taufiq", "Sholeh", "Mansur", "Ghofur", "Wahyudi", "Baihaqi", "Fathorrahman", "Zubairi",
    "Amin", "Syamsul", "Badrus", "Hafidz", "Qodir", "Aziz", "Mu'in", "Latif", "Karim", "Jalil", "Hakim", "Rahman",
    "Salam", "Wahid", "Halim", "Majid", "Hadi", "Suhaimi", "Efendi", "Saputra", "Pratama", "Firmansyah",
    "Hidayatullah", "Ubaidillah", "Fadhil", "Dzikri", "Akbar", "Alfarizi", "Rasyid", "Zaini", "Mas'ud",
]  # fmt: skip
WOMEN = [
    "Aisyah", "Aminah", "Fatimah", "Khotijah", "Maryam", "Zainab", "Hasanah", "Rohmah", "Jamilah", "Maimunah",
    "Sa'diyah", "Zubaidah", "Rofiqah", "Halimah", "Wardah", "Azizah", "Nafisah", "Kholifah", "Rukmana", "Hayati",
    "Aini", "Laila", "Jannah", "Fadilah", "Hidayah", "Istiqomah", "Munawaroh", "Romlah", "Sulastri", "Qomariyah",
    "Faizah", "Musyarrofah", "Kamilah", "Sholehah", "Naylatul", "Izzah", "Putri", "Ramadhani", "Azzahra",
    "Khoirunnisa", "Salsabila", "Nabila", "Zahrotul", "Widad", "Mutmainnah", "Hafsah", "Rahmawati", "Fitriyah",
    "Mahmudah", "Khairiyah", "Uswatun", "Lutfiyah", "Maghfiroh", "Syafa'ah", "Nadhifah",
]  # fmt: skip
OLD_STARTS = [
    "Mis", "Sah", "Mar", "Sun", "Bus", "Mat", "Sam", "Sup", "Tar", "Ras", "Has", "Jum", "Sar", "Bur", "Mun", "Nis",
    "Pus", "Ram", "Sat", "Tol", "Um", "Wal", "Yas", "Zah", "Dul", "Kus", "Lat",
]  # fmt: skip
OLD_MEN = [
    "rawi", "iri", "uri", "adi", "ahwi", "adin", "idin", "uki", "ani", "ali", "ino", "akki", "una'i", "awi", "ruji",
    "hori", "rusi", "tomo", "jali", "sidi", "wardi", "juni",
]  # fmt: skip
OLD_WOMEN = [
    "natun", "riyah", "hatun", "yani", "wati", "ina", "iya", "ira", "uni", "ayya", "imah", "iyeh", "ona", "aniyah",
    "eha", "inten", "riya", "ati", "nawa", "iyani",
]  # fmt: skip
HAMLETS = [
    "Tengah", "Barat", "Timur", "Laok", "Daja", "Temor", "Bere'", "Pangrampe", "Sumber", "Gunung", "Pesisir",
    "Karang", "Lembung", "Tanjung", "Bungkok", "Ombul",
]  # fmt: skip

# How a clerk writes a word of a name that everybody has.
WRITTEN_AS = {
    "Mohammad": ["Moh.", "Moh", "Moch.", "Muhammad", "Mohamad", "M.", "Muh.", "Mochammad", "Mhd", "Muhamad"],
    "Ahmad": ["Achmad", "Akhmad", "Ach.", "Ahmat", "A."],
    "Abdul": ["Abd.", "Abd", "Abdl.", "Abdoel"],
    "Siti": ["St.", "Sitti", "Sity", "S.", "Ste"],
    "Nur": ["Noer", "Nor", "Nurul"],
    "Aisyah": ["Aisah", "Aysah", "Aisya", "Aisyiah"],
    "Khotijah": ["Chotidjah", "Hotijah", "Khadijah", "Hatijah", "Katijah"],
    "Fatimah": ["Patimah", "Fatima", "Fathimah", "Patima"],
    "Husen": ["Husain", "Husein", "Hosen", "Hosin"],
    "Zainab": ["Zaenab", "Jainab", "Senab"],
    "Rahman": ["Rohman", "Rachman"],
    "Syafi'i": ["Syafii", "Safi'i", "Sapi'i", "Syafei"],
}
# What wavers in any word: (from, to), tried in random order.
WAVERS = (
    ("kh", "h"), ("kh", "ch"), ("f", "p"), ("z", "s"), ("z", "j"), ("iyah", "iya"), ("iyah", "iah"), ("ah$", "a"),
    ("ai", "ae"), ("ay", "ai"), ("dh", "d"), ("sy", "s"), ("sh", "s"), ("q", "k"), ("'", ""), ("i$", "y"), ("o", "u"),
    ("u", "o"), ("e", "i"), ("ll", "l"), ("ss", "s"), ("rr", "r"), ("j", "dj"), ("u", "oe"), ("a", "e"), ("d$", "t"),
    ("n$", "nn"), ("gh", "g"), ("w", "u"), ("h", ""), ("oh", "ah"), ("iy", "y"),
)  # fmt: skip
NEIGHBOURS = {
    "a": "sq", "i": "uo", "n": "mb", "s": "ad", "r": "et", "h": "gj", "m": "n", "t": "ry", "k": "jl", "l": "k",
    "d": "sf",
}  # fmt: skip
TWINS = [("Hasan", "Husen"), ("Rizal", "Rizki"), ("Rofiq", "Rofi'i"), ("Fajar", "Fajri")], [
    ("Rina", "Rini"), ("Fatimah", "Fatihah"), ("Aisyah", "Asiyah"), ("Nafisah", "Nafilah"), ("Zahra", "Zahwa")
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as they are; `mother` is the mother's name as she has it."""

    number: int
    sex: str
    born: date
    name: str
    mother: str
    nik: str
    mother_known: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Where a family lives."""

    village: str
    hamlet: str
    rt: int


@dataclass(slots=True)
class District:
    """Records, beside each the number of the person it is of; and the numbers of who are twins."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    truth: list[int] = field(default_factory=list)
    twins: set[frozenset[int]] = field(default_factory=set)

    def table(self) -> pa.Table:
        columns = list(zip(*self.rows, strict=True))
        arrays = [pa.array(column, SCHEMA.field(name).type) for name, column in zip(COLUMNS, columns, strict=True)]
        return pa.table(arrays, schema=SCHEMA)


def district(count: int, seed: int) -> District:
    """About so many records of people, in 189 villages; the same for the same seed. One in fifteen is a second."""
    return _Maker(seed, max(1, min(189, count // 1500))).made(count)


class _Maker:
    def __init__(self, seed: int, villages: int) -> None:
        self.rng = random.Random(seed)
        self.villages = [f"3528{1 + place % 13:02d}{2001 + place // 13}" for place in range(villages)]
        self.district = District()
        self.people = self.families = 0

    def made(self, count: int) -> District:
        rng = self.rng
        while len(self.district.rows) < count:
            home = Home(rng.choice(self.villages), rng.choice(HAMLETS[:6]), rng.randint(1, 8))
            family = self.family()
            self.record(family, home)
            if rng.random() < 0.045:  # two cadres came
                self.record([each for each in family if rng.random() < 0.9], home)
            for each in family:
                self.elsewhere(each, home)
        return self.district

    def elsewhere(self, each: Someone, home: Home) -> None:
        """A child on the posyandu's list, somebody who married away and stands in both places, a namesake."""
        rng, young = self.rng, (TODAY - each.born).days < 5 * 365
        if young and rng.random() < 0.06:
            self.record([each], home if rng.random() < 0.8 else replace(home, rt=rng.randint(1, 8)))
        elif not young and rng.random() < 0.02:
            self.record([each], Home(rng.choice(self.villages), rng.choice(HAMLETS[:6]), rng.randint(1, 8)))
        elif rng.random() < 0.002:  # a cousin of the same name, of about the same age
            born = each.born + timedelta(days=rng.choice((0, 1, 30, 400, -200)))
            mother, born = self.name("female", born.year - 25), min(born, TODAY)
            cousin = replace(each, number=self.next(), born=born, mother=mother, nik=self.nik())
            self.record([cousin], replace(home, hamlet=rng.choice(HAMLETS[:6])))

    # --- people as they are ---

    def next(self) -> int:
        self.people += 1
        return self.people

    def nik(self) -> str:
        return f"3528{self.rng.randrange(10**12):012d}"

    def someone(self, sex: str, born: date, mother: str, name: str = "") -> Someone:
        known = self.rng.random() < (0.95 if born.year > 2008 else 0.35)
        return Someone(self.next(), sex, born, name or self.name(sex, born.year), mother, self.nik(), known)

    def family(self) -> list[Someone]:
        rng = self.rng
        age = min(max(int(rng.gauss(40, 13)), 19), 85)
        father = self.someone("male", self.day(age), self.name("female", TODAY.year - age - 25))
        younger = max(age - rng.randint(0, 8), 17)
        mother = self.someone("female", self.day(younger), self.name("female", TODAY.year - age - 22))
        family = [father, mother] if rng.random() < 0.9 else [mother]
        oldest = max(min(TODAY.year - mother.born.year - 17, 22), 0)
        last = oldest
        for _ in range(rng.choice((0, 1, 1, 2, 2, 2, 3, 3, 4))):
            if last < 0:
                break
            family += self.children(father, mother, last, family)
            last -= rng.randint(2, 6)
        if rng.random() < 0.18:
            family.append(self.someone("female", self.day(min(age + 24, 95)), self.name("female", 1910)))
        return family

    def children(self, father: Someone, mother: Someone, age: int, family: Sequence[Someone]) -> list[Someone]:
        rng, sex = self.rng, self.rng.choice(("male", "female"))
        born = self.day(age)
        if rng.random() < 0.012:
            twins = self.twins(mother, born, sex)
            self.district.twins.add(frozenset(each.number for each in twins))
            return twins
        name = ""
        if sex == "male" and rng.random() < 0.01:
            name = father.name
        elif rng.random() < 0.12:
            siblings = [each for each in family[2:] if each.sex == sex]
            first = siblings[0].name.split() if siblings else []
            name = f"{first[0]} {rng.choice(MEN if sex == 'male' else WOMEN)}" if len(first) > 1 else ""
        return [self.someone(sex, born, mother.name, name)]

    def twins(self, mother: Someone, born: date, sex: str) -> list[Someone]:
        rng = self.rng
        if rng.random() < 0.4:
            other = rng.choice(("male", "female"))
            return [self.someone(sex, born, mother.name), self.someone(other, born, mother.name)]
        one, two = rng.choice(TWINS[sex == "female"])
        start = rng.choice(("", "", "Mohammad " if sex == "male" else "Siti "))
        end = rng.choice(("", f" {self.word(sex)}"))
        return [self.someone(sex, born, mother.name, f"{start}{each}{end}") for each in (one, two)]

    def day(self, age: int) -> date:
        """A day of birth. Of older people often only the year is known: it stands so in every paper."""
        born = TODAY - timedelta(days=age * 365 + self.rng.randrange(1, 365))
        if age > 50 and self.rng.random() < 0.4:
            month, day = self.rng.choice(((7, 1), (7, 1), (1, 1), (1, 1), (12, 31)))
            return date(born.year, month, day)
        return born

    def word(self, sex: str) -> str:
        words = MEN if sex == "male" else WOMEN
        return words[min(int(self.rng.expovariate(1 / 18)), len(words) - 1)]

    def name(self, sex: str, year: int) -> str:
        rng = self.rng
        if rng.random() < (0.6 if year < 1975 else 0.15 if year < 1995 else 0.04):
            return rng.choice(OLD_STARTS) + rng.choice(OLD_MEN if sex == "male" else OLD_WOMEN)
        first = ("Mohammad", "Ahmad", "Abdul") if sex == "male" else ("Siti", "Nur", "Siti")
        words = [rng.choice(first)] if rng.random() < 0.5 else []
        words += [self.word(sex)] if rng.random() < 0.35 and words else [self.word(sex), self.word(sex)]
        return " ".join(dict.fromkeys(words))

    # --- people as they are written ---

    def record(self, people: Sequence[Someone], home: Home) -> None:
        """One visit: a new family number, everybody as this clerk writes them."""
        if not people:
            return
        self.families += 1
        rng, clerk = self.rng, _Clerk(self.rng)
        hamlet = clerk.hamlet(home.hamlet)
        for each in people:
            nik, other = clerk.nik(each, people), {"male": "female", "female": "male"}[each.sex]
            self.district.rows.append((
                f"p{len(self.district.rows)}", f"f{self.families}", home.village, hamlet, clerk.rt(home.rt),
                clerk.name(each), each.sex if rng.random() > 0.004 else other, clerk.born(each.born),
                clerk.mother(each), hashlib.blake2b(nik.encode(), digest_size=8).hexdigest() if nik else None,
            ))  # fmt: skip
            self.district.truth.append(each.number)


class _Clerk:
    """One hand: neat or not, with habits of its own."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.untidy = rng.choice((0.3, 0.6, 1.0, 1.6))
        self.capitals = rng.random() < 0.35

    def may(self, chance: float) -> bool:
        return self.rng.random() < chance * self.untidy

    def name(self, person: Someone) -> str:
        rng = self.rng
        if (TODAY - person.born).days < 60 and self.may(0.2):
            return f"{rng.choice(('By. Ny.', 'Bayi Ny.', 'By'))} {person.mother}"
        text = self.text(person.name)
        age = TODAY.year - person.born.year
        if age > 30 and rng.random() < 0.05:
            text = ("H. " if person.sex == "male" else "Hj. ") + text
        if age > 30 and self.may(0.01):
            text += f" {'bin' if person.sex == 'male' else 'binti'} {rng.choice(MEN)}"
        return text.upper() if self.capitals else text

    def text(self, name: str) -> str:
        rng, words = self.rng, [self.spelt(word) for word in name.split()]
        if len(words) > 2 and self.may(0.05):
            words.pop()
        if len(words) > 1 and self.may(0.04):
            words.pop(0 if name.split()[0] in WRITTEN_AS or rng.random() < 0.2 else -1)
        if len(words) > 1 and self.may(0.03):
            words[:2] = [words[0].rstrip(".") + words[1].lower()]
        if len(words) > 1 and self.may(0.01):
            words[0], words[1] = words[1], words[0]
        return " ".join(words)

    def spelt(self, word: str) -> str:
        if word in WRITTEN_AS and self.may(0.5):
            return self.rng.choice(WRITTEN_AS[word])
        if self.may(0.12):
            word = self.wavering(word)
        return self.slipped(word) if self.may(0.03) else word

    def wavering(self, word: str) -> str:
        for old, new in self.rng.sample(WAVERS, len(WAVERS)):
            if re.search(old, word.lower()):
                return re.sub(old, new, word.lower(), count=1).capitalize()
        return word

    def slipped(self, word: str) -> str:
        """One letter too few, doubled, exchanged with its neighbour on the line or on the keyboard."""
        if len(word) < 4:
            return word
        place = self.rng.randrange(1, len(word) - 1)
        letter = word[place]
        return word[:place] + self.rng.choice((
            word[place + 1 :], letter + word[place:], word[place + 1] + letter + word[place + 2 :],
            self.rng.choice(NEIGHBOURS.get(letter, letter)) + word[place + 1 :],
        ))  # fmt: skip

    def born(self, day: date) -> date | None:
        rng = self.rng
        if self.may(0.015):
            return None
        if day.day <= 12 and self.may(0.05):
            return day.replace(month=day.day, day=day.month)
        if self.may(0.03):
            return next(self.misread(day), day)
        if self.may(0.02):
            return day.replace(month=rng.choice((1, 7)), day=1)
        return day

    def misread(self, day: date) -> Iterator[date]:
        """A digit taken for another, as far as it is still a day that has been."""
        digits = f"{day:%Y%m%d}"
        for _ in range(20):
            place = self.rng.randrange(2, 8)
            text = digits[:place] + str(self.rng.randrange(10)) + digits[place + 1 :]
            try:
                found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                continue
            if found <= TODAY:
                yield found

    def mother(self, person: Someone) -> str:
        return self.text(person.mother) if person.mother_known and self.rng.random() < 0.93 else ""

    def nik(self, person: Someone, beside: Sequence[Someone]) -> str:
        rng = self.rng
        if rng.random() < (0.5 if TODAY.year - person.born.year < 5 else 0.2):
            return ""
        if self.may(0.003):
            return rng.choice(beside).nik
        if self.may(0.012):
            place = rng.randrange(16)
            return person.nik[:place] + str(rng.randrange(10)) + person.nik[place + 1 :]
        return person.nik

    def hamlet(self, name: str) -> str:
        if self.may(0.05):
            return ""
        return f"{self.rng.choice(('Dusun ', 'Dsn. ', '', ''))}{self.spelt(name) if self.may(0.1) else name}"

    def rt(self, number: int) -> str:
        if self.may(0.04):
            return ""
        if self.may(0.02):
            number = self.rng.randint(1, 8)
        return self.rng.choice((f"{number:03d}", f"{number:02d}", str(number), f"RT {number}"))
