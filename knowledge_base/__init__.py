"""How-to knowledge for scenarios, industries and methods: playbooks, their index, and the search over them."""
