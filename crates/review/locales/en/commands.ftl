# What the commands say that show a run, and the words of their tables.

kept-in = kept in { $file }
run-written = run { $run } is written to { $file }
no-findings = none
nothing = nothing
key-rules = rules: { $rules }

findings-counted = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}; { $suppressed } suppressed in acesso.toml
findings-counted-in-a-line = { $count } ({ $suppressed } suppressed)
question-and-data = { $question } It rests on { $data }.
accesses-in-accounts = { $accesses ->
    [one] { $accesses } access
   *[other] { $accesses } accesses
} in { $accounts ->
    [one] { $accounts } account
   *[other] { $accounts } accounts
}
unsearchable-accounts = { $kind ->
    [unattributed] { $service } has { $count ->
        [one] { $count } access that is nobody's by name
       *[other] { $count } accesses that are nobody's by name
    }
   *[other] { $service } has { $accounts } without an e-mail address
}
note-somebody-behind-them = note: { $accounts }; some of them may belong to people in this list
note-no-address-finds = note: { $accounts }; no search by address finds them
note-left-out = note: left out: { $count ->
    [one] { $count } access
   *[other] { $count } accesses
} of accounts without an e-mail address: nobody can tell whether these people have an account at { $service }
note-no-such-permission = note: run { $run } has no permission { $asked }; there are: { $there }
note-not-read = note: run { $run } did not read { $service }
note-same-person = note: this may be the same person: { $person }, { $service } { $kind }

account-not-approved = not approved
account-not-active = not active
account-email-not-validated = e-mail not validated
account-full-access = full access
account-roles-not-read = roles not read
account-rules-not-read = may have rules that can't be read
account-by-mail-hash = known by its e-mail hash
account-guest = guest
account-revoked-on = revoked on { $day }

change = { $what ->
    [gained] gained
    [lost] lost
    [changed] changed
   *[attributed] attributed
}
the-account = (the account)
there = there
not-there = not there
held = held
not-held = not held
compared = Compared: { $services }
not-compared = Not compared: { $service }, { $reason }
warning-not-compared = warning: { $service } is not compared: { $reason }
not-compared-not-whole = run { $run } is { $state ->
    [incomplete] incomplete
   *[reading] reading
} there
not-compared-not-read = run { $run } did not read it
not-compared-another-account = nothing tells that runs { $old } and { $new } asked the same account of it
not-compared-other-settings = it was read under other settings: { $before } in run { $old }, { $after } in run { $new }
note-older-run-first = note: run { $older } is the older one, so it is compared with run { $newer }
nothing-changed = nothing changed between run { $old } and run { $new }
changes-counted = { $gained } gained, { $lost } lost, { $changed } changed, { $attributed } attributed

summary-read = read
summary-from-to = from { $from } to { $to }
summary-settings = settings: { $settings }
summary-unattributed = accesses that are nobody's by name

state-data-removed = { $state }, data removed
pseudonymised = { $whose }; pseudonymised, not anonymous
names-are-codes =
    names and addresses are codes: pseudonymised, not anonymous
    who has the key can tell whose they are, so keep it apart: { $file }
never-ended = never
nothing-to-remove = no run is older than that, or they hold nothing any more
runs-removed = { $count ->
    [one] removed what { $count } run held; its totals and its hash stay
   *[other] removed what { $count } runs held; totals and hashes stay
}
runs-would-be-removed = { $count ->
    [one] { $count } run would lose what it holds: add --execute to remove it
   *[other] { $count } runs would lose what they hold: add --execute to remove it
}
warning-differs = warning: { $sentence }

login-open = To log in, open this address in a browser on this machine:
login-waiting = Waiting for the browser to come back to { $address }, 5 minutes at most.
login-done = logged in to
login-kept = kept in
login-not-kept = warning: the new MyReports log-in is not kept: { $why }
    when this has ended, log in again with `acesso login myreports`
login-page-done = You can close this window and go back to the terminal.
login-page-refused = The log-in did not work. The terminal says why; close this window.
login-page-not-ours = This answers another log-in, and nothing was taken from it. Open the address that the terminal shows.
login-page-nothing = There is nothing here.
logout-removed = removed from
logout-nowhere = nowhere: nothing was kept
logout-keyring-left-out = ACESSO_NO_KEYRING is set: nobody looked into the system's keyring, and a log-in that is in it stays there
logout-log-in-stays-good = MyReports documents no way to revoke a log-in: its tokens stay good until they end by themselves
logout-credentials-stay-good = { $service } still takes what was forgotten here: where nobody is to use it any more, revoke it there, too

sandbox-guide = The three services on this machine, with imaginary data. In another terminal:
sandbox-whole-review = A whole review, with who the operators are and whom HR knows:
sandbox-enterprise-token = MyReports' enterprise paths take the token { $token }
sandbox-stop = Stop it with Ctrl-C.
sandbox-announced = { sandbox-data }. There is a customer { $customer } and a tenant { $tenant }.
sandbox-webhook = webhook ({ $name }): the receiver answered { $status }
sandbox-webhook-lost = webhook ({ $name }): not delivered: { $error }

call-not-sent = Nothing was sent. { $operation } may change something: add --execute to send it
call-key = note: to send it again, and have it done once, add --idempotency-key { $key }
call-done = { $operation } is done: { $status }, without a body
call-bytes = { $count } bytes
warning-role = warning: `{ $role }` is none of Base39's documented roles: { $roles }
warning-users-counted = warning: the service counted { $count } users and sent { $sent }

customer-approved = registration approved
customer-active = registration active
customer-may-create = may create tickets
customer-quota = tickets a month
customer-unlimited = unlimited
customer-validated = e-mail validated

counted-permissions = { $count ->
    [one] 1 permission
   *[other] { $count } permissions
}
counted-users = { $count ->
    [one] 1 user
   *[other] { $count } users
}
counted-operations = { $count ->
    [one] 1 operation
   *[other] { $count } operations
}
counted-items = { $count ->
    [one] 1 item
   *[other] { $count } items
}
list-whole = { $counted }, all that there are
list-stopped = { $counted }; stopped at --limit { $limit }, there may be more
client-for = { $client } for { $external }
call-new-key = a new one, made when it is sent
call-part = the file { $file }, { $count } bytes
