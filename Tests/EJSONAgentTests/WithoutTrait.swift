// The tests of the daemon are there with the trait `Agent` only: make agent.
