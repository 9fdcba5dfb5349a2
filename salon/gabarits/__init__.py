"""The e-mails that an organiser may reword: our own words, and what may stand in braces in them."""
