# What is wrong with what was typed, as clap says it in English.

argument-unknown = unexpected argument '{ $argument }' found
argument-missing = the following required arguments were not provided: { $arguments }
argument-twice = the argument '{ $argument }' cannot be used multiple times
argument-conflict = the argument '{ $argument }' cannot be used with: { $others }
argument-needs-value = a value is required for '{ $argument }' but none was supplied
argument-value = invalid value '{ $value }' for '{ $argument }'
argument-takes = invalid value for '{ $argument }': { $takes }
argument-command = unrecognized subcommand '{ $command }'
argument-needs-command = '{ $command }' requires a subcommand but one was not provided
argument-no-more-values = unexpected value '{ $value }' for '{ $argument }' found; no more were expected
argument-not-utf8 = invalid UTF-8 was detected in one or more arguments
argument-wrong = the arguments can't be read

# What stands below it.
argument-possible = [possible values: { $values }]
argument-similar = tip: there is { $similar }
argument-help = For more information, try '--help'.

# How each failure begins.
failure-error = error: { $what }
