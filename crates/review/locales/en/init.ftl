# The questions of `acesso init`.

init-environment = the environment has credentials for { $service }, which go before any that are kept
init-wanted = Set up { $service }?
init-change = Credentials for { $service } are kept. Change them?
init-tomticket-token = The token from TomTicket's panel
init-base39-key = The API key; nothing for OAuth credentials
init-myreports-region = The region: au, eu, na or uk
init-myreports-token = The access token of the portal; nothing to log in by browser
init-client-id = The client id
init-client-secret = The client secret
init-good = { $service } takes these credentials
init-kept = kept in { $place }
init-log-in = now log in with `acesso login myreports`
init-again = Try again?
init-left-out = { $service } is left out; nothing of it is kept
init-domains = Your e-mail domains, with commas between them, such as company.example
init-no-domain = that is no domain such as company.example
init-settings-there = { $file } is there already and stays as it is
init-settings-written = { $file } is written; it says what can be set
init-templates = Write lists to fill in beside it (people, operators, owners)?
init-usually-yes = [Y/n]
init-usually-no = [y/N]
init-yes-or-no = answer y or n
init-done = Now `acesso check` asks each service, and `acesso review --roster roster.csv` reads them.

# Why it can't ask, or what it kept can't be used.
failure-init-stopped = stopped: what was kept until here stays
    .advice = `acesso init` goes on from there
failure-init-without-terminal = acesso init asks questions, and nobody is at a terminal
    .advice = start it in a terminal, or answer with --answers FILE; or set the variables that `acesso --help` names, and write acesso.toml
failure-init-asks-people = acesso init asks people, about real accounts
    .advice = leave out --json and --sandbox
failure-answers-end = there is no answer to "{ $question }"
    .advice = write one line for each question
failure-keyring-left-out = credentials are kept in the system's keyring, and ACESSO_NO_KEYRING is set
    .advice = leave it out, or set the variables of the service
failure-keyring-lost = the credentials that were kept are not in the system's keyring any more
    .advice = run `acesso init` again
failure-credentials-unreadable = { $file } does not hold what acesso keeps in it
    .advice = remove it and run `acesso init` again
