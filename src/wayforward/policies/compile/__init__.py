"""What a policy file means: its shape becomes the policy that the rulebook works from."""

from wayforward.policies.compile.whole import compiled

__all__ = ["compiled"]
