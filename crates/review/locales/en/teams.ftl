# Whose accesses and findings a list has.

team-only = Only { $count ->
    [one] 1 person
   *[other] { $count } people
} of the roster: { $whose }
team-of-manager = managed by { $names }
team-of-department = department { $names }
