"""Reading the worked examples of a policy, and scenarios, from their files."""

from wayforward.policies.stories.stories import examples, scenario

__all__ = ["examples", "scenario"]
