"""Small policies written as the tests need them: odd windows, odd clocks, and one fault at a time."""

from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf

HEAD = """
policy: invented
title: An invented policy
partnership: Nowhere
nation: england
subjects: [child]
agencies:
  - {id: police, title: Police}
  - {id: health, title: Health}
  - {id: schools, title: Schools}
posts:
  - {id: lead, title: Lead, of: responding, contact: {phone: 020 7946 0000}}
  - {id: deputy, title: Deputy, of: responding, contact: {phone: 020 7946 0001}}
  - {id: silent, title: Silent, of: responding}
  - {id: chair, title: Chair, of: partnership, contact: {phone: 020 7946 0002}}
"""


def policy(text: str) -> Policy:
    """The policy with these further keys."""
    return shelf.load_text({"policy.yaml": HEAD + text}, folder="invented")


ODD_HOURS = """
facts:
  - {id: urgent, asks: Is it urgent?, kind: yes-no}
windows:
  - {id: lunch, days: [mon, wed], from: "12:15", until: "13:05", bank-holidays: closed}
  - {id: small-hours, days: [sat], from: "23:30", until: "03:45"}
  - {id: holidays, spans: [{days: bank holidays, from: "06:00", until: "06:20"},
                            {days: [sun], from: "00:30", until: "01:30"}]}
  - {id: not-lunch, outside: lunch}
stages:
  - {id: one, label: One, title: Talk, says: They talk., line: "1", moves: [{to: two, kind: next}]}
  - id: two
    label: Two
    title: Decide
    says: The chair decides.
    line: "2"
    settled-by: decider
    decision: {power: decides, by: [chair]}
routes:
  - {agency: police, line: "1", hours: lunch, post: lead}
  - {agency: police, line: "1", hours: small-hours, post: deputy}
  - {agency: police, line: "1", hours: holidays, post: chair}
  - {agency: police, line: "2", hours: not-lunch, post: lead}
  - {agency: health, line: "1", hours: small-hours, post: lead}
  - {agency: health, line: "1", hours: not-lunch, if: {urgent: yes}, post: deputy}
  - {agency: health, line: urgent, takes-over: {urgent: yes}, hours: holidays, post: chair}
  - {agency: any, line: "2", hours: small-hours, post: deputy}
"""


def ladder(*within: str, readings: str = "", caps: str = "") -> Policy:
    """A policy of one stage after another, each with a time of its own ("none" for none), and somebody who decides."""
    stages = "".join(
        f"  - {{id: s{n}, label: S{n}, title: Stage {n}, says: They talk.,"
        f" time: {{within: {amount}{', silent: No time.' if amount == 'none' else ''}}},"
        f" moves: [{{to: s{n + 1}, kind: next}}]}}\n"
        for n, amount in enumerate(within, start=1)
    )
    end = f"s{len(within) + 1}"
    last = (
        f"  - {{id: {end}, label: End, title: Decide, says: The chair decides., settled-by: decider,"
        " decision: {power: decides, by: [chair]}}\n"
    )
    return policy(f"{readings}\nstages:\n{stages}{last}{caps}")
