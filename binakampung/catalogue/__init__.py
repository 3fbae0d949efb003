"""The only reader of `definitions/`: forms, rules, reports and code lists, as frozen values."""
