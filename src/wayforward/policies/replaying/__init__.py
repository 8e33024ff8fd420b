"""What if: the past of an escalation under another rulebook, beside what was. Nothing is stored or changed."""

from wayforward.policies.replaying.acts import Act, Item, acts
from wayforward.policies.replaying.apart import Apart, Dates, apart
from wayforward.policies.replaying.replay import Parting, Place, Replay, replay

__all__ = ["Act", "Apart", "Dates", "Item", "Parting", "Place", "Replay", "acts", "apart", "replay"]
