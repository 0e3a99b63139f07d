# The page in which a reviewer decides. What depends on a count chooses by $count; the page puts the other values in by itself.

packet-title = { $title }: accesses for { $reviewer } to decide on
packet-skip = Skip to the accesses
packet-ask = { $count ->
    [one] { $asked-by } asks you, { $reviewer }, to decide on { $count } access by { $due }.
   *[other] { $asked-by } asks you, { $reviewer }, to decide on { $count } accesses, held by { $holders }, by { $due }.
}
packet-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
packet-holders = { $count ->
    [one] { $count } person or account
   *[other] { $count } people or accounts
}
packet-question = One question for each: does the person need it for the work they do today?
packet-as-of = The accesses are those of { $ended }.
packet-step-decide = Decide
packet-step-save = Save
packet-step-save-how = “Save decisions” downloads a file with all that you have decided. You need not finish in one go: to continue another day, open this page and load the saved file.
packet-step-return = Send back
packet-return-to = Send the file that you saved last to { $asked-by }, { $address }. You need not open it. This page sends nothing by itself.
packet-return-to-name = Send the file that you saved last to { $asked-by }. You need not open it. This page sends nothing by itself.
packet-keep = Keep
packet-change = Change
packet-revoke = Revoke
packet-keep-means = needed, and right as it is
packet-change-means = needed, but not like this: say what to change, and why
packet-revoke-means = no longer needed: say why

# Questions, and the keyboard.

packet-help = Questions and keyboard
packet-questions = Questions
packet-help-effect = Does what I decide here change anything at once?
packet-help-effect-answer = No. Nobody gains or loses access through this page. Whoever administers each service carries out later what you decide.
packet-help-pause = Can I stop halfway?
packet-help-pause-answer = Yes. Save before you close the page, and load the saved file into this same page later.
packet-help-finding = What is a finding?
packet-help-finding-answer = Something that somebody should look at, such as the access of a person who left. Where its severity is high, keeping needs a reason, too.
packet-help-unsure = What if I don't know?
packet-help-unsure-answer = Ask the person, or { $asked-by }. Until then the access stays under “To decide”. You can send what you have decided, with its reasons, and the rest in another file later.
packet-help-mistake = What if I make a mistake?
packet-help-mistake-answer = “Undo” goes back one step at a time. Choosing the same decision again clears it.
packet-keyboard = With the keyboard alone
packet-keyboard-about = Press Tab until a button of an access is outlined: these keys work then.
packet-keyboard-tab = go to the next access, button or field
packet-keyboard-digits = keep, change, revoke, and go on to the next one to decide
packet-keyboard-sideways = go from button to button of the same access; the space bar chooses
packet-keyboard-updown = previous access, next access
packet-keyboard-enter = in a reason: go on to the next one to decide
packet-keyboard-escape = in a reason: back to the buttons
packet-keyboard-undo = undo, anywhere outside a field
packet-keyboard-save = save the decisions

# How far it is.

packet-progress = Progress
packet-count = { $count ->
    [one] { $decided } of { $count } decided
   *[other] { $decided } of { $count } decided
}
packet-reasons = { $count ->
    [one] { $count } reason missing
   *[other] { $count } reasons missing
}
packet-carried-count = { $count ->
    [one] { $count } more already kept
   *[other] { $count } more already kept
}
packet-unsaved = not saved yet
packet-saved-at = saved at { $time }
packet-saved-on = saved on { $day } at { $time }
packet-days = { $count ->
    [one] { $count } day left.
   *[other] { $count } days left.
}
packet-today = Due today.
packet-late = { $count ->
    [one] { $count } day late.
   *[other] { $count } days late.
}
packet-next = Next to decide
packet-undo = Undo
packet-dismiss = Close this message
packet-load = Load a saved file
packet-save = Save decisions

# What has not changed, and what is in view.

packet-unchanged = Unchanged
packet-once-what = { $count ->
    [one] { $count } access is as it was in the signed review of { $day }.
   *[other] { $count } accesses are as they were in the signed review of { $day }.
}
packet-once-why = { $count ->
    [one] It was kept in it, has not changed since, and there are no findings about it.
   *[other] They were kept in it, have not changed since, and there are no findings about them.
}
packet-once = { $count ->
    [one] Keep what is unchanged ({ $count })
   *[other] Keep the { $count } that are unchanged
}
packet-once-see = See which
packet-narrow = Narrow the accesses
packet-show = Show
packet-filter-all = All
packet-filter-undecided = To decide
packet-filter-new-or-changed = New or changed
packet-filter-with-findings = With findings
packet-filter-to-do = To change or revoke
packet-service = Service
packet-every-service = Every service
packet-search = Search for a person or access
packet-shown = { $count ->
    [one] { $shown } of { $count } access shown.
   *[other] { $shown } of { $count } accesses shown.
}
packet-none-shown = Nothing found.
packet-none-open = All that is shown is decided. “Next to decide” goes to what is left elsewhere.
packet-clear = Show all
packet-pages = Pages
packet-page = Page { $page } of { $count }
packet-page-back = Previous page
packet-page-on = Next page

# A person, and what they have.

packet-manager = manager: { $name }
packet-left = Left on { $day }
packet-has-left = Left
packet-key-why = a program uses it, and no person holds it
packet-not-on-roster = not on the roster
packet-continued = continued
packet-card-undecided = { $count ->
    [one] The one left
   *[other] The { $count } left
}
packet-card-all = { $count ->
    [one] This access
   *[other] All { $count }
}
packet-card-shown = { $count ->
    [one] The one shown
   *[other] The { $count } shown
}
packet-card-label = { $which }, held by { $name }
packet-card-reason = { $count ->
    [one] The missing reason
   *[other] The same reason for the { $count } without one
}
packet-card-reason-use = Apply
packet-severity-high = high
packet-severity-medium = medium
packet-severity-low = low
packet-severity-info = info
packet-severity = severity { $severity }:
packet-since = held since { $day }
packet-since-unknown = since when is unknown
packet-granted-by = granted by { $name }
packet-new = New since the last review
packet-changed = Changed since the last review
packet-changed-access = the access itself: since when, or granted by whom
packet-changed-holder = whose it is was not known then
packet-changed-account = what the service says about the account
packet-changed-department = the person works in another department
packet-changed-manager = the person has another manager
packet-changed-status = whether the person works here
packet-not-compared = Nobody can tell whether it changed since the last review
packet-last-keep = kept by { $by } on { $day }
packet-last-change = { $by } asked for a change on { $day }
packet-last-revoke = revoked by { $by } on { $day }, and still there
packet-last-keep-unchanged = kept by { $by } on { $day }, unchanged since
packet-you = you
packet-carried = Stays kept by signature { $number } of { $day }: decide only if you disagree

# Deciding.

packet-choice = Decision: { $allows }, { $where }, held by { $name }
packet-reason-revoke = Why revoke it?
packet-reason-change = What should change, and why?
packet-reason-keep = There is a finding of high severity. Why keep it?
packet-needed = required
packet-needed-told = The reason is required. Esc goes back to the buttons.
packet-reason-used = { $count ->
    [one] Reason given for { $count } access held by { $name }.
   *[other] Reason given for { $count } accesses held by { $name }.
}
packet-no-decision = undecided
packet-decision = Decision: { $decision }
packet-decision-reason = Decision: { $decision }. Reason: { $reason }
packet-decision-lacks = Decision: { $decision }. The reason is missing.

# Saving and loading.

packet-end = End
packet-end-open = { $count ->
    [one] { $count } access is still to be decided.
   *[other] { $count } accesses are still to be decided.
}
packet-end-none = Everything is decided. Save, and send the file to { $asked-by }.
packet-end-saved = Everything is decided and saved. Send the saved file to { $asked-by }.
packet-decided = Keep { $keep }, change { $change }, revoke { $revoke }.
packet-saved = Saved in your downloads folder: { $file }.
packet-saved-open = { $count ->
    [one] { $count } access is still to be decided. To continue another day, load that file into this page.
   *[other] { $count } accesses are still to be decided. To continue another day, load that file into this page.
}
packet-saved-lacking = { $count ->
    [one] { $count } of them only needs a reason.
   *[other] { $count } of them only need a reason.
}
packet-nothing-to-save = There is no decision to save yet.
packet-loaded = { $count ->
    [one] { $count } decision loaded from { $file }.
   *[other] { $count } decisions loaded from { $file }.
}
packet-loaded-of = It was saved on { $day } at { $time }.
packet-replaced = { $count ->
    [one] It replaced { $count } decision; “Undo” brings it back.
   *[other] It replaced { $count } decisions; “Undo” brings them back.
}
packet-refused-unreadable = { $file } was not loaded: it is not a file of decisions that this page saved. The name of one begins with { $begin }.
packet-refused-run = { $file } was not loaded: it is of run { $theirs }, and this page is of run { $ours }.
packet-refused-run-data = { $file } was not loaded: it speaks of other data of run { $ours }.
packet-refused-reviewer = { $file } was not loaded: its decisions are { $theirs }'s, and this page is { $ours }'s.
packet-refused-rows = { $file } was not loaded: it was saved from a page with other accesses, perhaps an earlier version of this one.
packet-refused-access = { $file } was not loaded: it decides on an access that is not on this page: { $access }.
packet-refused-decision = { $file } was not loaded: “{ $decision }” is no decision.

# What was done, told when it is undone.

packet-undone = Undone: { $what }
packet-nothing-to-undo = Nothing to undo.
packet-did = { $count ->
    [one] { $decision }, { $count } access
   *[other] { $decision }, { $count } accesses
}
packet-did-one = { $decision } “{ $allows }”, held by { $name }
packet-did-card = { $count ->
    [one] { $decision }, { $count } access held by { $name }
   *[other] { $decision }, { $count } accesses held by { $name }
}
packet-did-withdraw = decision about “{ $allows }”, held by { $name }, taken back
packet-did-reason = reason of “{ $allows }”, held by { $name }
packet-did-reasons = reason of accesses held by { $name }
packet-did-load = load { $file }

# Without script, and at the foot.

packet-no-script = Here you can only read. The buttons to decide don't work in this view.
packet-no-script-how = Save this file and open it in a browser (Chrome, Edge, Firefox or Safari), on a computer if you can. If you can't, ask { $asked-by } for the spreadsheet with the same accesses: deciding there counts the same.
packet-private = This page holds only the accesses that are yours to decide. It works offline and sends nothing: what you decide leaves it only in the file you save.
packet-evidence = Data read on { $ended }: run { $run }, SHA-256 { $sha256 }
