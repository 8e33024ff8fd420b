"""How wide words are when they are drawn, and how they are broken into lines that fit."""


def wrapped(words: str, room: float, size: float, bold: bool) -> list[str]:
    """The words in lines that fit the room; a word that alone is too long is broken."""
    lines: list[str] = []
    for word in words.split():
        together = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(together, size, bold) <= room:
            lines[-1] = together
            continue
        while width_of(word, size, bold) > room:
            fits = next(n for n in range(len(word) - 1, 0, -1) if width_of(word[:n], size, bold) <= room or n == 1)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def width_of(words: str, size: float, bold: bool) -> float:
    """How wide words are at most in Arial or a face of its widths."""
    return sum(_share(letter) for letter in words) * size * (1.08 if bold else 1.0)


def _share(letter: str) -> float:
    """A letter's width as a share of the size of type, a little more than it is."""
    if letter in " ilj.,:;'’!|ft()-[]/":
        return 0.34
    if letter in "mMW@%—":
        return 0.95
    if letter.isupper() or letter in "w&":
        return 0.75
    return 0.57
