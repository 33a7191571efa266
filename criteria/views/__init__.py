"""Pages of the library: parse, ask the rules, call a service, answer."""
