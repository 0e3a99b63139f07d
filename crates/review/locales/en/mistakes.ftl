# What is wrong with a file that people filled in, line by line.

mistake-on-line = , line { $line }
mistake-place = line { $line }
mistake-place-in-sheet = sheet { $sheet }, line { $line }
mistake-place-in-page = decision { $number }, { $key }
mistake-at = { $place }: { $what }
mistake-count = { $count ->
    [one] 1 mistake
   *[other] { $count } mistakes
}
mistake-more = and { $count } more

# Any CSV.
mistake-no-csv = it can't be read as a CSV
mistake-not-utf8 = it is not UTF-8: save it as "CSV UTF-8"
mistake-cells = there { $count ->
    [one] is 1 cell
   *[other] are { $count } cells
}, and the headings name { $columns }
mistake-same-column = { $heading } means the same as a column before it
mistake-no-date = { $text } is no date such as 2026-01-31 or 31/01/2026
mistake-no-address = there is something that is no e-mail address where one belongs

# The roster.
mistake-no-email-column = there is no column `email` among { $headings }
mistake-nobody = it names nobody by an e-mail address
mistake-address-again = the e-mail address stands on line { $line } already
mistake-shared-alias = one of the aliases is somebody else's address, too

roster-says = roster: { $what }
roster-not-used = the columns { $columns } are not used
roster-without-address = nobody can be matched with a person who has no e-mail address: { $lines }
roster-silent = lines that say neither status nor last day, so that nobody knows whether they left: { $count }
roster-unknown-words = these words say neither that somebody is active nor that they left: { $words }; on lines: { $count }
roster-line = line { $lines }
roster-lines = lines { $lines }
roster-lines-and-more = lines { $lines } and { $more } others

# Who answers for what.
mistake-no-reviewer-named = no line in it names a reviewer
mistake-no-reviewer-column = there is no column `reviewer` among { $headings }
mistake-reviewer-address = the reviewer is no e-mail address
mistake-useless-column = there is no use for a column { $heading }
mistake-empty-pattern = there is an empty cell: * stands for all of them
mistake-no-department = it names no department
mistake-department-again = the department stands on a line before already

# The operators.
mistake-no-operator = it names no operator
mistake-no-column = line 1 has no column { $column }
mistake-column-twice = line 1 has the column { $column } twice
mistake-id-empty = line { $line }, column id: it is empty
mistake-id-again = line { $line }, column id: it is the same as in line { $before }
mistake-cell-not-utf8 = line { $line }, column { $column }: it is not UTF-8
mistake-columns = line { $line } has { $count ->
    [one] 1 column
   *[other] { $count } columns
}, line 1 has { $wanted }
mistake-line-no-csv = line { $line } is no CSV

# Decisions in a spreadsheet.
mistake-no-decision-column = there is no column `decision`
mistake-columns-missing = { $count ->
    [one] the column { $columns } is missing
   *[other] the columns { $columns } are missing
}
mistake-heading-twice = the column { $column } stands there twice
mistake-headings-below = the headings stand here, and have to stand in the first line
mistake-merged = cells are merged in { $column } up to line { $last }, and only the first of them says something: split them, and decide in each line
mistake-hidden = the sheet is hidden: show it, so that everybody sees what is decided on it, or remove it
mistake-other-run = this line is of another run than { $run }, says the column `run`
mistake-of-what-was = this line is not of what run { $run } holds now, says the column `run SHA-256`: it is of another store, or the run was read on since
mistake-no-access = run { $run } has no such access: { $columns } name none
mistake-no-key = run { $run } has no such access: { $column } names none
mistake-not-as-exported = { $count ->
    [one] { $columns } is not as exported
   *[other] { $columns } are not as exported
}
mistake-other-access = { $what }: this line is of another access
mistake-error-cell = { $column } is the error { $error } of a formula
mistake-formula = { $column } is a formula whose answer is not in the file: open it in a spreadsheet program, and save it
mistake-filled-in = { $count ->
    [one] there is no `decision`, and { $columns } is filled in
   *[other] there is no `decision`, and { $columns } are filled in
}
mistake-no-decision = `decision` is none of keep, change, revoke (manter, alterar, revogar)
mistake-no-reason = there is no `reason`, which { $decision } needs
mistake-no-reviewer = there is no `reviewer`, and no --by NAME
mistake-reviewer-nobody = `reviewer` names nobody
mistake-no-day = there is no `decided on`
mistake-day = `decided on` is no day such as 2026-01-31 or 31/01/2026
mistake-day-future = `decided on` is in the future
mistake-day-before = `decided on` is before the run was read

# Decisions that a page saved.
mistake-page-twice = the same access stands there twice
mistake-page-other = it is not among the accesses of this page
mistake-page-decision = { $decision } is no decision
mistake-page-reason = there is no reason, which { $decision } needs
mistake-page-day = `decided_on` is no day such as 2026-01-31
mistake-page-keep-reason = there is no reason, which keep needs where a finding of high severity is

# Why a decision is not taken, and what takes it all the same.
mistake-otherwise = the same access is decided otherwise on { $place }
mistake-decided-since = since the file was exported { $decided }; --replace records this line instead
mistake-nobody-knew = { $decided }, and the file does not say what was decided when it was exported; --replace records this line instead
mistake-somebody-elses = it is { $reviewer }'s to decide; --substitute REASON records who decides in their place, and why
mistake-cleared = the cells are empty, and { $decided }; --withdraw takes that back
mistake-decided = { $reviewer } decided { $decision } on { $day }, recorded at { $time }
mistake-taken-back = the decision was taken back, recorded at { $time }
mistake-something-else = something else was decided

# A settings file.
mistake-unknown-rule = { $id } is no finding; { $meant }
mistake-those-are = those are { $names }
mistake-likest = the likest: { $names }
mistake-setting-empty = { $name } is empty; leave it out where reports are to be without it
mistake-setting-long = { $name } is longer than the { $longest } characters that stand in a line above a report
mistake-setting-domain = { $domain } among the internal_domains is no domain such as "casa.example"; each stands for itself, without its subdomains
mistake-setting-rate-none = [tomticket] requests_per_second is 0: nothing could be asked; use 1, 2 or 3
mistake-setting-rate-high = [tomticket] requests_per_second is above the 3 that TomTicket serves; use 1, 2 or 3
mistake-suppression-reason = the suppression of { $id } needs a reason
mistake-suppression-author = the suppression of { $id } needs an author
mistake-suppression-empty = the suppression of { $id } has an empty account; leave it out to mean all of them
mistake-suppression-neither = the suppression of { $id } has an account that is neither an id nor one e-mail address
mistake-suppression-people = the suppression of { $id } has an account that is no e-mail address, and the finding is about people, who are known by theirs
mistake-conflict-itself = the role { $role } can't conflict with itself
mistake-conflict-twice = the conflict of { $one } and { $other } stands there twice, and would be found twice
mistake-role = { $role } among the conflicts is no role of Base39: those are { $roles }
mistake-setting-at = line { $line }: { $what }
mistake-setting-in = line { $line } ({ $name }): { $what }
mistake-setting-unknown = there is no setting { $name } here; there are: { $known }
mistake-setting-missing = { $name } is missing
mistake-setting-value = { $value } is none of { $known }
mistake-setting-type = the value is of another kind: it is to be { $expected }
setting-text = a text
setting-flag = true or false
setting-number = a number
setting-list = a list
setting-table = a table
mistake-setting-day = that is no day such as 2027-01-31
mistake-setting-syntax = this can't be understood ({ $message })
