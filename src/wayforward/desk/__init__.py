"""The policy desk: versions of a policy that a partnership writes, checks, signs and puts in force."""
