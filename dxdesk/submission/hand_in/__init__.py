"""What a department does with its copy: handing it over to a colleague and handing it in."""
