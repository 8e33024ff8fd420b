"""What a policy means: pure functions over frozen values, with no clock, disk, network or chance."""
