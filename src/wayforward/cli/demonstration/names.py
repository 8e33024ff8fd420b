"""Names that nobody has, and telephone numbers that ring nowhere: Ofcom keeps these ranges for drama."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

FIRST = ["Abena", "Adaeze", "Aled", "Alina", "Amara", "Anwen", "Ashok", "Beatrix", "Bilal", "Bronagh", "Callum", "Chidi", "Clodagh", "Corinne", "Dafydd", "Dilys", "Ebele", "Edwin", "Efua", "Elif", "Emeka", "Eszter", "Farida", "Fergus", "Gareth", "Giulia", "Greta", "Hamza", "Harriet", "Hedda", "Idris", "Imani", "Ingrid", "Isla", "Jamal", "Jolanta", "Kavita", "Keir", "Kofi", "Laszlo", "Leila", "Lowri", "Magda", "Malachy", "Marisol", "Mei", "Nadia", "Nikhil", "Nuala", "Odette", "Oluchi", "Orla", "Padraig", "Parveen", "Priya", "Quentin", "Rafiq", "Ravinder", "Rhiannon", "Rosalind", "Sanjay", "Saoirse", "Selma", "Tariq", "Tobias", "Tomasz", "Ursula", "Vera", "Wanjiru", "Wilf", "Xanthe", "Yetunde", "Yusuf", "Zainab", "Zofia"]
LAST = ["Ambleworth", "Applethwick", "Bannerlow", "Bellweather", "Birchenholt", "Bramblecote", "Brindlemoor", "Butterwhistle", "Candlewick", "Cloverdyke", "Coppergate-Lyle", "Cranmoss", "Dapplebrook", "Dewberrow", "Dovecray", "Driftwood-Ames", "Elderquay", "Emberlane", "Fallowmere", "Featherstow", "Fennimarsh", "Flaxenby", "Gillywater", "Glimmerdale", "Goldenthatch", "Greenhythe-Oke", "Harebellow", "Hartlewyck", "Hazelgarth", "Honeychurch-Vane", "Inkpenny", "Ivorholt", "Jessamere", "Juniperley", "Kestrelby", "Kettlewhin", "Larkenshaw", "Lavendrel", "Lintwhistle", "Lockenmere", "Mallowfield", "Marrowby", "Meadowcroft-Fenn", "Merrilees-Tarn", "Mossingham", "Nettlecombe-Ray", "Oakenshade", "Otterpool", "Owlsworthy", "Pebblewater", "Pennyquick", "Plumtreader", "Primrowe", "Quillfeather", "Quincewell", "Ravenglow", "Rushmallow", "Saffronby", "Sandlewood", "Silverbeck-Orr", "Skylarrow", "Snowdropp", "Sorrelthwaite", "Spindlebury", "Starlingham", "Sweetbriarley", "Tallowmere", "Tansyfield", "Thistlewaite-Poe", "Thornapple", "Tumbledown", "Umberleigh-Vey", "Velvetmoor", "Wagtailby", "Wayfarrow", "Whimbrel", "Willowdene-Ash", "Wintergreenly", "Woodruffe-Lane", "Yarrowmere", "Yewlander", "Zephyrine"]


@dataclass
class Names:
    """Invented people and numbers, each given once. The same chance gives the same ones in the same order."""

    chance: Random
    given: set[str] = field(default_factory=set)
    numbers: int = 0

    def person(self) -> str:
        """A first and a last name that nobody here has had."""
        while True:
            name = f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"
            if name not in self.given:
                self.given.add(name)
                return name

    def telephone(self, where: str) -> str:
        """The next number of the range: "london", "mobile", or anywhere else. 1,000 in each."""
        self.numbers += 1
        if self.numbers > 999:
            raise ValueError("The drama ranges hold 1,000 numbers. Ask for fewer.")
        match where:
            case "london":
                return f"020 7946 {self.numbers:04}"
            case "mobile":
                return f"07700 900{self.numbers:03}"
            case _:
                return f"01632 960{self.numbers:03}"


def email(words: str, within: str) -> str:
    """An address at example.org, which no mail ever reaches."""
    return f"{_plain(words)}.{_plain(within)}@example.org"


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
