"""The window around an open plan: the application, its menus, its pages and the start page."""
