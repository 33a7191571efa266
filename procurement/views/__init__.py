"""Pages of a tender: parse, ask the rules, call a service, answer."""
