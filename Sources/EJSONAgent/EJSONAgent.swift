// The parts of the daemon `ejson-agent`. Everything in this target is there with the trait `Agent` only, so that packages
// that use the library, and those that build the command `ejson`, resolve nothing of swift-nio.
