"""How dates are written where Django knows only the American way."""
