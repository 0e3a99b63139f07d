# Campaigns: who is asked to decide about which access, and by when.

# By which rule an access came to its reviewer.
assigned-by-owner = owner
assigned-by-manager = manager
assigned-by-department = head of department
assigned-by-fallback = nobody else

# Why something that was to name a reviewer names none.
unmatched-nobody = nobody is called so
unmatched-several = several people are called so
unmatched-no-address = whoever is called so has no e-mail address
unmatched-left = whoever is called so left
