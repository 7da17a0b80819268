"""表の取り込み: from a city's file to a plan, step by step."""
