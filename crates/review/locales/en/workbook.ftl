# What the spreadsheet says to whoever decides in it.

workbook-decision-title = Not a decision
workbook-decision-message = Choose keep, change or revoke from the list. Leave the cell empty where you don't decide.
workbook-day-title = Not a day of this review
workbook-day-message = Write the day on which you decided, for example 2026-01-31. It can't be before the accesses were read.
workbook-finding = { $severity ->
    [high] HIGH
    [medium] medium
    [low] low
   *[info] info
}: { $sentence }
workbook-more-findings = and { $count } more, on the sheet of findings

# What was decided at the last signed review, and whether the access is as it was.
workbook-last-decision = { $decision }, by { $reviewer } on { $day }
workbook-not-decided = not decided
workbook-new = new since the last signed review
workbook-unchanged = unchanged since
workbook-unknown = not known whether it is unchanged
workbook-changed = changed since: { $what ->
    [holder] it was not known whose it is
    [account] the account
    [department] the department
    [manager] the manager
    [status] whether the person works here
   *[access] the access itself
}
workbook-no-changes = no earlier run can be compared with this one
workbook-changes-since = since run
